import LegibleLanguage
import LegibleTensors

/// Texts of files, endlessly and in random order, read side by side: each stream has a text of its own under way, and gives
/// it piece by piece, and then takes another.
///
/// Texts are drawn from those that were read last, about a million characters, so memory does not grow with the files.
/// What is given is a function of the files and the seed.
struct TextStreams {
  /// The next part of a stream's text.
  struct Piece {
    /// Symbols that the model is shown, and those that it should predict, each the one after.
    var inputs: [Int32] = []
    var targets: [Int32] = []
    /// True where a text begins.
    var isFirst = true
  }

  /// Symbols of texts that wait for their turn.
  private static let waitingSymbols = 1 << 20

  private let paths: [String]
  private let alphabet: Alphabet
  private let heldOut: HeldOutTexts?
  private var random: RandomSource
  private var reader: WholeTexts
  private var isAtEnd = false
  private var waiting: [[Int32]] = []
  private var waitingCount = 0
  private var streams: [(text: [Int32], position: Int)]

  /// - Precondition: the files have a text that is not held out.
  /// - Throws: ``TextError``.
  init(
    _ paths: [String], alphabet: Alphabet, heldOut: HeldOutTexts?, streams: Int, seed: UInt64
  ) throws(TextError) {
    self.paths = paths
    self.alphabet = alphabet
    self.heldOut = heldOut
    random = RandomSource(seed: seed, stream: 0x7465_7874)
    reader = try WholeTexts(paths, alphabet: alphabet, heldOut: heldOut)
    self.streams = Array(repeating: ([], 0), count: streams)
  }

  /// The next piece of each stream, of at most so many symbols and at least one.
  /// - Throws: ``TextError``.
  mutating func next(longest: Int) throws(TextError) -> [Piece] {
    var pieces: [Piece] = []
    for index in streams.indices {
      if streams[index].position == streams[index].text.count { streams[index] = (try draw(), 0) }
      let (text, first) = streams[index]
      let end = min(text.count, first + longest)
      pieces.append(
        Piece(
          inputs: [first == 0 ? 0 : text[first - 1]] + text[first..<end - 1],
          targets: Array(text[first..<end]), isFirst: first == 0))
      streams[index].position = end
    }
    return pieces
  }

  /// A text that waits. Each has its turn before the files are read once more.
  private mutating func draw() throws(TextError) -> [Int32] {
    while !isAtEnd || waiting.isEmpty, waitingCount < Self.waitingSymbols {
      if isAtEnd {
        reader = try WholeTexts(paths, alphabet: alphabet, heldOut: heldOut)
        isAtEnd = false
      }
      guard let texts = try reader.next() else {
        isAtEnd = true
        continue
      }
      for text in texts where !text.isHeldOut {
        waiting.append(text.symbols)
        waitingCount += text.symbols.count
      }
    }
    let index = Int.random(in: waiting.indices, using: &random)
    waiting.swapAt(index, waiting.count - 1)
    let text = waiting.removeLast()
    waitingCount -= text.count
    return text
  }
}
