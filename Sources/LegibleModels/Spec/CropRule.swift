/// What a model says of its crops: what of them it is shown, and how wide that becomes. It is a part of the
/// model, kept in its file; `CropScaling` follows it.
package struct CropRule: Hashable, Sendable, Codable {
  /// How narrow crops become wider; nil where all keep their proportions.
  package var stretching: CropScaling.Stretching?
  /// The widest margin of paper beside the text, as a share of its height (`Image.textArea(margin:)`), `0...64`.
  /// Nil where crops are shown whole.
  package var margin: Float?
  /// Whether crops that are higher than wide are shown turned by a quarter counter-clockwise, so that a line of text
  /// fills the strip however it runs: for networks that tell how texts lie.
  package var laysFlat = false

  private enum CodingKeys: CodingKey { case stretching, margin, laysFlat }

  /// - Precondition: the margin is within its limits.
  package init(
    stretching: CropScaling.Stretching? = nil, margin: Float? = nil, laysFlat: Bool = false
  ) {
    precondition(Self.isValid(margin: margin), "a margin of \(margin ?? 0) heights")
    self.stretching = stretching
    self.margin = margin
    self.laysFlat = laysFlat
  }

  /// Whole crops in their proportions.
  package static let plain = CropRule()

  /// What new models have. With less margin, photographs are read worse, and with more, words beside much paper
  /// (`Scripts/measure-margins.py`).
  package static let standard = CropRule(stretching: .standard, margin: 0.25)

  private static func isValid(margin: Float?) -> Bool { margin.map { 0...64 ~= $0 } ?? true }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    stretching = try container.decodeIfPresent(CropScaling.Stretching.self, forKey: .stretching)
    margin = try container.decodeIfPresent(Float.self, forKey: .margin)
    guard Self.isValid(margin: margin) else {
      throw DecodingError.dataCorruptedError(
        forKey: .margin, in: container, debugDescription: "a margin of \(margin ?? 0) heights")
    }
    laysFlat = try container.decodeIfPresent(Bool.self, forKey: .laysFlat) ?? false
  }

  /// What is not so is left out.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(stretching, forKey: .stretching)
    try container.encodeIfPresent(margin, forKey: .margin)
    if laysFlat { try container.encode(laysFlat, forKey: .laysFlat) }
  }
}
