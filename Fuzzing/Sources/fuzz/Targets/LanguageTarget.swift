import LegibleFiles
import LegibleLanguage
import LegibleModels

/// A language model: n-grams or a recurrent network in a safetensors file, or n-grams in ARPA's text format. Where it opens, a text is gone on with.
struct LanguageTarget: FuzzTarget {
  static let name = "language"
  static let dictionary = [
    "__metadata__", "languageFormatVersion", "languageModel", "n-gram", "recurrent", "networkSpec",
    "[Lfx2 O1c4]", "alphabet", "levels.1.symbols",
    "children",
    "data_offsets", "shape", "dtype", "F32", "U8", "U16", "\\data\\\n", "ngram 2=", "\\1-grams:\n", "\\end\\",
    "<s>", "</s>",
    "<unk>", "<space>", "-99\t",
  ]

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder(Self.name) }

  static func seeds() throws -> [[UInt8]] {
    let folder = try ScratchFolder("seeds")
    var counts = NGramCounts(order: 3, symbolCount: 4)
    counts.add([1, 2, 0, 2, 3, 1, 0, 1, 2, 3, 0])
    let model = NGramModel(NGramTable(&counts), alphabet: try Alphabet(["a", "b", " "]))
    let path = joinPath(folder.path, "model")
    try LanguageModelFile(model: model).write(to: path)
    let network = SequenceNetwork(try RecurrentLanguageModel.spec("[Lfx2]", alphabet: model.alphabet))
    network.initialize(seed: 1)
    let recurrent = RecurrentLanguageModel(network, alphabet: model.alphabet)
    let recurrentPath = joinPath(folder.path, "recurrent")
    try LanguageModelFile(model: recurrent).write(to: recurrentPath)
    let arpa = """
      \\data\\
      ngram 1=4
      ngram 2=2

      \\1-grams:
      -0.6\t</s>
      -99\t<s>\t-0.3
      -0.3\ta\t-0.7
      -0.6\t<space>

      \\2-grams:
      -0.3\t<s> a
      -0.1\ta <space>

      \\end\\

      """
    return try [path, recurrentPath].map { try [UInt8](contentsOf: $0, limit: 1 << 20) } + [Array(arpa.utf8)]
  }

  func run(_ input: UnsafeRawBufferPointer) {
    var bytes = Array(input)
    repairChecksum(&bytes)
    guard let path = try? folder.file("model", bytes) else { fatalError("no room for the input") }
    guard let model = try? LanguageModelFile(contentsOf: path).model else { return }
    let texts = model.bestCompletions(of: [], count: 2, limit: 4, width: 2)
    precondition(texts.allSatisfy { $0.logProbability <= 1e-3 }, "a text more probable than certain")
  }
}
