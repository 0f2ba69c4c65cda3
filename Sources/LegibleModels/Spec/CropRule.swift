/// What a model says of its crops: what of them it is shown, and how wide that becomes. It is a part of the
/// model, kept in its file; `CropScaling` follows it.
package struct CropRule: Hashable, Sendable, Codable {
  /// How narrow crops become wider; nil where all keep their proportions.
  package var stretching: CropScaling.Stretching?
  /// The widest margin of paper beside the text, as a share of its height (`Image.textArea(margin:)`), `0...64`.
  /// Nil where crops are shown whole.
  package var margin: Float?

  /// - Precondition: the margin is within its limits.
  package init(stretching: CropScaling.Stretching? = nil, margin: Float? = nil) {
    precondition(Self.isValid(margin: margin), "a margin of \(margin ?? 0) heights")
    self.stretching = stretching
    self.margin = margin
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
  }
}
