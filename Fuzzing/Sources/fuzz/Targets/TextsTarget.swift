import LegibleCTC
import LegibleFiles
import LegibleLanguage

/// What is known of texts: a pattern, a list of words, texts to be counted. The first byte tells which.
struct TextsTarget: FuzzTarget {
  static let name = "texts"
  static let dictionary = [
    "[A-Z]", "[^", "\\d", "\\w", "\\s", "{2,4}", "{1000}", "(", "|", ")", "?", "*", "+", ".", "\t12", "\r\n",
    "\u{FEFF}",
  ]

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder(Self.name) }

  static func seeds() -> [[UInt8]] {
    [
      "\u{0}[A-Z]{2}-?(\\d{4}|[^a-y]+)", "\u{0}a?b*(c|d.)+\\.", "\u{1}one\r\ntwo words\n\u{E9}\n",
      "\u{2}one\t3\ntwo\t1\n",
      "\u{3}the quick fox\njumps\r\nover",
    ].map { Array($0.utf8) }
  }

  func run(_ input: UnsafeRawBufferPointer) {
    guard let form = input.first else { return }
    let rest = Array(input.dropFirst())
    if form % 4 == 0 { return compile(String(decoding: rest, as: UTF8.self)) }
    guard let path = try? folder.file("texts", rest) else { fatalError("no room for the input") }
    if form % 4 == 1 {
      guard let words = try? wordsOfLines(path) else { return }
      let labels = words.compactMap { try? Alphabet.printableASCII.encode($0) }
      let automaton = SymbolAutomaton(words: labels)
      precondition(labels.allSatisfy { automaton?.contains($0) == true }, "a list without its own word")
      return
    }
    let kind: TextForm = form % 4 == 2 ? .counted : .running
    guard var stream = try? SymbolStream([path], form: kind, alphabet: .printableASCII) else { return }
    var counts = NGramCounts(order: 3, symbolCount: Alphabet.printableASCII.symbolCount)
    while let pieces = try? stream.next() {
      for piece in pieces { counts.add(piece.symbols, count: piece.count) }
    }
    _ = NGramModel(NGramTable(&counts), alphabet: .printableASCII)
  }

  /// A pattern's shortest text is one that it holds.
  private func compile(_ text: String) {
    guard let automaton = try? Pattern(text, alphabet: .printableASCII).automaton else { return }
    var (state, shortest) = (automaton.start, [Int32]())
    while automaton.needed(state) > 0 {
      let symbols = (1..<Int32(Alphabet.printableASCII.symbolCount)).filter {
        automaton.next(state, $0).map { automaton.needed($0) < automaton.needed(state) } ?? false
      }
      guard let symbol = symbols.first, let next = automaton.next(state, symbol) else {
        preconditionFailure("no symbol leads to the end of \(text)")
      }
      shortest.append(symbol)
      state = next
    }
    precondition(automaton.contains(shortest), "\(text) lacks its shortest text")
  }
}
