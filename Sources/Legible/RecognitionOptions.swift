import LegibleCTC
import LegibleLanguage

/// What is known of the texts beside their pictures, and what is asked for.
///
///     var options = RecognitionOptions()
///     options.pattern = "[A-Z]{2}[0-9]{4}"
///     let plates = try Recognizer(contentsOf: "models/small.safetensors", options: options)
///
/// Where several things are known, a text has to be possible by all of them.
public struct RecognitionOptions: Sendable {
  /// Texts that are given for a crop, at most: `RecognizedText.topCandidates`.
  public var candidates = 1
  /// Other characters that are given for each character of a text, at most.
  public var alternatives = 0
  /// The characters that are possible, as between `[` and `]` of a pattern: `0-9A-Z`; nil for all that the model can
  /// write.
  public var symbols: String?
  /// What the whole text looks like, in the notation of regular expressions: characters, `.`, classes `[A-Z]` and
  /// `[^0-9]`, `\d`, `\w`, `\s`, groups, alternatives, `?`, `*`, `+`, `{3}`, `{2,4}`.
  public var pattern: String?
  /// Words that the texts are made of.
  public var lexicon: Lexicon?
  /// How probable texts are by themselves.
  public var language: LanguageGuide?
  /// Beginnings of the text that a search follows at once. Nil takes the best character of each column where nothing
  /// else is asked for, and otherwise follows 16.
  public var beamWidth: Int?
  /// A text with less confidence than that is left unread, 0...1: in its place stands an empty one, with a remark that says
  /// so, its confidence, and no characters.
  public var minimumConfidence: Float = 0
  /// Tells how texts lie in their crops, which are turned accordingly; nil where all are upright.
  public var orientation: OrientationClassifier?
  /// Whether crops that are read with doubt are looked at again.
  public var effort = Effort.normal

  /// How much time a crop may take.
  public enum Effort: String, Hashable, Sendable, CaseIterable {
    /// One reading.
    case normal
    /// A crop whose text has a probability of at most 0.7 is read five times more: narrower, wider, without its top and
    /// bottom, turned either way by five degrees. The text that the readings agree on best is given, and its
    /// confidence is made of the mean over all readings.
    case high
  }

  public init() {}

  /// What these options mean for a model.
  package func decoding(_ vocabulary: Vocabulary) throws(RecognitionOptionsError) -> Decoding {
    guard candidates >= 1, alternatives >= 0, beamWidth ?? 1 >= 1 else {
      throw RecognitionOptionsError(
        "at least one text is given for a crop, and found by a beam of at least one")
    }
    guard 0...1 ~= minimumConfidence else {
      throw RecognitionOptionsError(
        "the minimum confidence is \(minimumConfidence); it is a number from 0 to 1")
    }
    var decoding = Decoding()
    decoding.candidates = candidates
    guard let alphabet = vocabulary.alphabet else {
      guard symbols == nil, pattern == nil, lexicon == nil, language == nil, beamWidth == nil else {
        throw RecognitionOptionsError(
          "the model gives classes of crops and no texts: leave out what is known of texts")
      }
      guard orientation == nil, effort == .normal else {
        throw RecognitionOptionsError(
          "the model gives classes of crops, which are looked at once and as they lie: leave out orientation and effort"
        )
      }
      decoding.isClassifier = true
      return decoding
    }
    decoding.alternatives = alternatives
    decoding.beamWidth = beamWidth
    if let symbols {
      decoding.symbols = try pattern("the symbols") { () throws(PatternError) in
        try Pattern.symbols(ofClass: symbols, alphabet: alphabet)
      }
    }
    if let pattern {
      decoding.guide.texts = try self.pattern("the pattern") { () throws(PatternError) in
        try Pattern(pattern, alphabet: alphabet).automaton
      }
    }
    if let lexicon { try lexicon.guide(&decoding, alphabet) }
    decoding.guide.language = language.map {
      LanguageWeights(model: $0.model, alphabet: alphabet, weight: $0.weight, lengthBonus: $0.lengthBonus)
    }
    return decoding
  }

  private func pattern<Result>(
    _ what: String, _ body: () throws(PatternError) -> Result
  ) throws(RecognitionOptionsError) -> Result {
    do { return try body() } catch { throw RecognitionOptionsError("\(what): \(error)") }
  }
}

/// Why options cannot be used with a model, in words.
public struct RecognitionOptionsError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
