import ArgumentParser
import Legible

/// What is known of the texts, and how hard to look for them: options of all commands that read.
struct DecodingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The characters that are possible, as in 0-9A-Z.", valueName: "characters"))
  var symbols: String?

  @Option(
    help: ArgumentHelp(
      "What a text looks like, in the notation of regular expressions: '[A-Z]{2}[0-9]{4}'.",
      valueName: "pattern"))
  var pattern: String?

  @Option(help: ArgumentHelp("A file of words, one a line: each text is one of them.", valueName: "file"))
  var lexicon: String?

  @Option(
    help: ArgumentHelp(
      "Texts beside the lexicon's words stay possible; a word gains so much (ln of its probability; 2 is a fair beginning).",
      valueName: "number"))
  var lexiconBonus: Float?

  @Flag(
    help: "The lexicon's words may be written in small letters or capitals, however they stand in the file.")
  var ignoreCase = false

  @Option(
    help: ArgumentHelp(
      "A language model, which says how probable texts are by themselves: a file of ocr train-language.",
      valueName: "file"))
  var language: String?

  @Option(
    help: ArgumentHelp(
      "How much the language model counts (default: what ocr tune-language found for it, else 0.3).",
      valueName: "number"))
  var languageWeight: Float?

  @Option(
    help: ArgumentHelp(
      "What each character gains beside a language model, which likes short texts (default: likewise, else 0.6).",
      valueName: "number"))
  var lengthBonus: Float?

  @Option(
    help: ArgumentHelp(
      "Beginnings of a text that are followed at once (default: 16 where an option asks for a search, else the best "
        + "character of each column is taken).", valueName: "number"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      "normal, or high: crops that are read with doubt are read five times more in other views, and what the readings "
        + "agree on is taken.", valueName: "effort"))
  var effort = RecognitionOptions.Effort.normal

  func validate() throws {
    if let beam, !(1...10_000 ~= beam) { throw ValidationError("--beam is a number from 1 to 10000.") }
    if language == nil, languageWeight != nil || lengthBonus != nil {
      throw ValidationError("--language-weight and --length-bonus are for a --language.")
    }
    for (name, value) in [
      ("--lexicon-bonus", lexiconBonus), ("--language-weight", languageWeight),
      ("--length-bonus", lengthBonus),
    ] {
      if let value, !(-1000...1000 ~= value) {
        throw ValidationError("\(name) is a number from -1000 to 1000.")
      }
    }
  }

  /// What the words of a lexicon say of the texts.
  func lexicon(_ words: [String]) -> Lexicon {
    Lexicon(words: words, kind: lexiconBonus.map { .open(bonus: $0) } ?? .closed, ignoresCase: ignoreCase)
  }

  /// - Parameter haveWords: whether the crops have words of their own, and so need no lexicon.
  /// - Throws: `Failure` for a file that cannot be used.
  func options(haveWords: Bool = false) throws(Failure) -> RecognitionOptions {
    if lexicon == nil, !haveWords, lexiconBonus != nil || ignoreCase {
      throw Failure("\(ignoreCase ? "--ignore-case" : "--lexicon-bonus") is for the words of a --lexicon")
    }
    var options = RecognitionOptions()
    options.symbols = symbols
    options.pattern = pattern
    options.beamWidth = beam
    options.effort = effort
    if let lexicon {
      options.lexicon = self.lexicon(try orFail { try Lexicon(contentsOf: lexicon).words })
    }
    if let language {
      options.language = try orFail {
        try LanguageGuide(contentsOf: language, weight: languageWeight, lengthBonus: lengthBonus)
      }
    }
    return options
  }
}

extension RecognitionOptions.Effort: ExpressibleByArgument {}
