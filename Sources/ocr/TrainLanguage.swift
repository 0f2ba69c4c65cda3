import ArgumentParser
import LegibleFiles
import LegibleLanguage
import LegibleModels

/// `ocr train-language`: from texts to a model of which character comes next.
struct TrainLanguage: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a language model of texts: which character comes next.",
    discussion: """
      An n-gram model of characters with interpolated Kneser-Ney smoothing, estimated in one pass over text of any \
      length. Each line is a text with a begin and an end: sentences, labels, or a list of words. Of every twenty lines \
      one is held out, and what is printed is how well the model predicts those: the bits that it needs for a \
      character, less is better.

      With --network it is a recurrent network instead, which remembers more than the last few characters: the layers \
      in brackets, as ocr train has them, for columns that are characters (a character goes in as one of as many inputs; \
      the output layer is added). It is trained step by step, with gradients that go back --truncation characters; the \
      model is written at each report, and Ctrl-C writes it and ends. The figures of reports are those of the first \
      held-out lines, the last one that of all.

      A file in ARPA's text format, as KenLM and SRILM write it, can stand in the place of the texts: it becomes a \
      model file.

      Examples:
        ocr train-language book.txt --output language.safetensors
        ocr train-language book.txt --network "[Lfx256]" --minutes 10 --output recurrent.safetensors
        ocr train-language words.tsv --counts --kilobytes 2000 --output words.safetensors
        ocr complete --model language.safetensors "the qui"
      """)

  @Argument(help: "Text files in UTF-8, or one ARPA file.")
  var texts: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The model file to write.", valueName: "model"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The longest sequence of characters that is counted: the next one is predicted from one less (default: 6).",
      valueName: "characters"))
  var order: Int?

  @Flag(help: "Each line is a text, a tab, and how often it was seen.")
  var counts = false

  @Option(
    help: ArgumentHelp(
      "Leave out the sequences that say least, until the file has about this size (default: keep all).",
      valueName: "number"))
  var kilobytes: Int?

  @Option(
    help: ArgumentHelp(
      "The characters that the model knows (default: those that make up at least a millionth of the texts).",
      valueName: "characters"))
  var alphabet: String?

  @Flag(help: "Hold no lines out; nothing is measured then.")
  var all = false

  @OptionGroup(title: "A recurrent network") var recurrent: RecurrentOptions

  func validate() throws {
    if let order, !(1...64 ~= order) {
      throw ValidationError("--order is a number of characters from 1 to 64.")
    }
    if let kilobytes, kilobytes < 1 { throw ValidationError("--kilobytes is a number, 1 or more.") }
    if recurrent.network != nil {
      for (flag, isGiven) in [
        ("--order", order != nil), ("--kilobytes", kilobytes != nil), ("--counts", counts),
      ]
      where isGiven {
        throw ValidationError("\(flag) is for n-gram models: leave it or --network out.")
      }
    } else if let flag = recurrent.firstGiven {
      throw ValidationError("\(flag) is for recurrent networks: give a --network, or leave it out.")
    }
  }

  func run() throws {
    try orFail { try ModelFile.checkWritable(output) }
    if texts.count == 1, LanguageModelFile.isARPA(texts[0]) {
      if kilobytes != nil {
        throw Failure("\(texts[0].printable): an ARPA file is taken as it is; leave --kilobytes out")
      }
      var file = try orFail { try LanguageModelFile(contentsOf: texts[0]) }
      file.trainingRecord["source"] = "an ARPA file"
      return try write(file)
    }
    let alphabet = try orFail { try makeAlphabet() }
    if recurrent.network != nil { return try trainRecurrent(alphabet) }
    let order = order ?? 6
    let largest = NGramCounts.largestOrder(symbolCount: alphabet.symbolCount)
    guard order <= largest else {
      throw Failure(
        "sequences of \(order) are too long with \(alphabet.symbols.count) characters; give --order \(largest) or less, "
          + "or fewer characters with --alphabet")
    }
    var counted = NGramCounts(order: order, symbolCount: alphabet.symbolCount)
    var unknown = 0
    try forEachPart(alphabet, unknown: &unknown) { symbols, count, isHeldOut in
      if !isHeldOut { counted.add(symbols, count: count) }
    }
    guard counted.characters > 0 else {
      throw Failure("\(texts.joined(separator: ", ")): no text to learn from")
    }
    warn(ofUnknown: unknown)
    var file = LanguageModelFile(
      model: NGramModel(NGramTable(&counted, limit: kilobytes.map { $0 * 1000 }), alphabet: alphabet),
      trainingRecord: [
        "smoothing": "interpolated Kneser-Ney", "order": "\(order)", "characters": "\(counted.characters)",
        "texts": textNames,
      ])
    if !all { try measure(&file) }
    try write(file)
  }

  func warn(ofUnknown count: Int) {
    if count > 0 {
      printError("\(count) characters that the alphabet lacks ended the texts that they stood in")
    }
  }

  private func makeAlphabet() throws -> Alphabet {
    if let alphabet { return try Alphabet(composed(alphabet).map { String($0) }) }
    guard let alphabet = try CharacterCensus(texts, form: form).alphabet() else {
      throw Failure("\(texts.joined(separator: ", ")): no text to learn from")
    }
    return alphabet
  }

  private var form: TextForm { counts ? .counted : .running }

  /// Goes once through the texts.
  private func forEachPart(
    _ alphabet: Alphabet, unknown: inout Int, _ body: (ArraySlice<Int32>, UInt64, _ isHeldOut: Bool) -> Void
  ) throws(Failure) {
    var count = 0
    try orFail {
      var stream = try SymbolStream(texts, form: form, alphabet: alphabet)
      var heldOut = HeldOutTexts(every: 20)
      while let pieces = try stream.next() {
        for piece in pieces {
          if all {
            body(piece.symbols[...], piece.count, false)
          } else {
            for part in heldOut.parts(of: piece.symbols) { body(part.symbols, piece.count, part.isHeldOut) }
          }
        }
      }
      count = stream.unknown
    }
    unknown = count
  }

  /// Prints how well the held-out lines are predicted, and writes it into the record.
  private func measure(_ file: inout LanguageModelFile) throws(Failure) {
    try show(try entropy(of: file.model), in: &file)
  }

  private func entropy(of model: some LanguageModel) throws(Failure) -> CrossEntropy {
    var (entropy, states, unknown) = (CrossEntropy(), model.makeStates(capacity: 1), 0)
    states.start(row: 0)
    try forEachPart(model.alphabet, unknown: &unknown) { symbols, count, isHeldOut in
      if isHeldOut { entropy.add(symbols, count: count, states: &states) }
    }
    return entropy
  }

  func show(_ entropy: CrossEntropy, in file: inout LanguageModelFile) throws(Failure) {
    guard let bits = entropy.bitsPerCharacter else { return }
    let (figure, characters) = ((bits * 1000).rounded() / 1000, Int(entropy.characters))
    file.trainingRecord["held out"] = "\(figure) bits per character over \(characters) characters"
    var output = StandardOutput()
    try output.write("\(figure) bits per character, over \(characters) held-out characters\n")
    try output.flush()
  }

  /// The ends of the texts' paths: a model travels, folders do not.
  var textNames: String {
    texts.map { $0.split(separator: "/").suffix(2).joined(separator: "/") }.joined(separator: ", ")
  }

  func write(_ file: LanguageModelFile) throws(Failure) {
    try orFail(code: 1) { try file.write(to: output) }
    printError("\(output.printable): \(file.model.size)")
  }
}

extension StorableLanguageModel {
  /// How large it is, in words.
  fileprivate var size: String {
    switch self {
    case let model as NGramModel:
      "\(model.sequenceCount) sequences of up to \(model.order) characters, "
        + "\(alphabet.symbols.count) different ones"
    case let model as RecurrentLanguageModel:
      "a network of \(model.spec.parameterCount) parameters for \(alphabet.symbols.count) different characters"
    default: "\(alphabet.symbols.count) different characters"
    }
  }
}
