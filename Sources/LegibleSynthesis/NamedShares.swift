/// Proportions that are stored under their names. What was stored before a name came up, lacks it: the
/// default stands there.
protocol NamedShares: Codable {
  init()
  /// All of them, each with the name of its property.
  static var fields: [(name: String, path: WritableKeyPath<Self, Float> & Sendable)] { get }
  /// What a proportion may be.
  static var range: ClosedRange<Float> { get }
}

extension NamedShares {
  /// - Throws: `DecodingError` for a name that is not known or a proportion out of range.
  init(sharesFrom decoder: any Decoder) throws {
    self.init()
    for (name, value) in try [String: Float](from: decoder) {
      guard let path = Self.path(named: name), Self.range ~= value else {
        throw DecodingError.dataCorrupted(
          DecodingError.Context(
            codingPath: decoder.codingPath,
            debugDescription: "\(name) is \(value), which no crops were made with"))
      }
      self[keyPath: path] = value
    }
  }

  func encodeShares(to encoder: any Encoder) throws {
    var values: [String: Float] = [:]
    for (name, path) in Self.fields { values[name] = self[keyPath: path] }
    try values.encode(to: encoder)
  }

  static func path(named name: String) -> (WritableKeyPath<Self, Float> & Sendable)? {
    fields.first { $0.name == name }?.path
  }
}
