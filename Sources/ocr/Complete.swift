import ArgumentParser
import LegibleLanguage
import LegibleModels
import LegibleTensors

/// `ocr complete`: goes on with a text.
struct Complete: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Go on with a text by a language model.",
    discussion: """
      Draws each next character by the model's probabilities, up to the end of the text; with --best, finds the most \
      probable texts instead. A line each.

      Examples:
        ocr complete --model language.safetensors "the qui"
        ocr complete --model language.safetensors "the qui" --best 5
        ocr complete --model language.safetensors "" --samples 10 --temperature 0.7
      """)

  @Option(
    help: ArgumentHelp(
      "The language model, a file of ocr train-language or of ARPA's format.", valueName: "path"))
  var model: String

  @Argument(help: "The beginning; it may be empty.")
  var beginning: String

  @Option(help: ArgumentHelp("How many texts to draw.", valueName: "number"))
  var samples = 1

  @Option(help: ArgumentHelp("Find so many of the most probable texts, and draw none.", valueName: "number"))
  var best: Int?

  @Option(help: ArgumentHelp("The most characters to add.", valueName: "characters"))
  var length = 200

  @Option(
    help: ArgumentHelp(
      "1 draws by the model's probabilities, less keeps to the probable, more strays; 0 takes the most probable "
        + "character each time.", valueName: "number"))
  var temperature: Float = 1

  @Option(help: ArgumentHelp("Any number; the same one draws the same texts.", valueName: "number"))
  var seed: UInt64 = 1

  func validate() throws {
    if !(1...1_000_000 ~= samples) { throw ValidationError("--samples is a number from 1 to 1000000.") }
    if let best, !(1...1000 ~= best) { throw ValidationError("--best is a number from 1 to 1000.") }
    if !(1...1_000_000 ~= length) { throw ValidationError("--length is a number from 1 to 1000000.") }
    if !(0...100 ~= temperature) { throw ValidationError("--temperature is a number from 0 to 100.") }
  }

  func run() throws {
    let model = try orFail { try LanguageModelFile(contentsOf: self.model).model }
    let symbols: [Int32]
    do {
      symbols = try model.alphabet.encode(composed(beginning))
    } catch {
      throw Failure(
        "the beginning has \(String(error.character).debugDescription), which the model does not know")
    }
    var output = StandardOutput()
    func write(_ completion: TextCompletion) throws(Failure) {
      let added = String(completion.symbols.map { model.alphabet[$0] })
      try output.write("\(beginning)\(added)\n")
    }
    if let best {
      let width = min(4096, max(64, 4 * best))
      for completion in model.bestCompletions(of: symbols, count: best, limit: length, width: width) {
        try write(completion)
      }
    } else {
      for sample in 0..<samples {
        var generator = RandomSource(seed: seed, stream: UInt64(sample))
        try write(
          model.completion(of: symbols, limit: length, temperature: temperature, using: &generator))
      }
    }
    try output.flush()
  }
}
