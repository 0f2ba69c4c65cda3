import LegibleLanguage
import LegibleModels

/// A language model with its weight: texts are looked for for which ln P(text | picture) + weight * ln P(text) +
/// bonus * characters is largest.
public struct LanguageGuide: Sendable {
  /// How much the language model counts; 0 for not at all.
  public var weight: Float
  /// What each character gains, because a language model likes short texts.
  public var lengthBonus: Float
  let model: any LanguageModel

  /// Opens a language model: a file of `ocr train-language`, or of ARPA's format.
  /// - Parameters:
  ///   - weight, lengthBonus: nil for what the file has, where `ocr tune-language` has found what reads best, or else
  ///     0.3 and 0.6.
  /// - Throws: `ModelFileError`.
  public init(
    contentsOf path: String, weight: Float? = nil, lengthBonus: Float? = nil
  ) throws(ModelFileError) {
    let file = try LanguageModelFile(contentsOf: path)
    let found = file.readingWeights ?? .init(weight: 0.3, lengthBonus: 0.6)
    self.init(
      model: file.model, weight: weight ?? found.weight, lengthBonus: lengthBonus ?? found.lengthBonus)
  }

  package init(model: any LanguageModel, weight: Float, lengthBonus: Float) {
    self.model = model
    self.weight = weight
    self.lengthBonus = lengthBonus
  }
}
