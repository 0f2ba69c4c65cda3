import LegibleLanguage
import LegibleSystem

/// Follows the most probable beginnings of the text from column to column, each with the sum over its alignments
/// (prefix beam search: Graves 2006, section 3.2, in the form of Hannun et al., 2014, "First-pass large vocabulary
/// continuous speech recognition using bi-directional recurrent DNNs").
///
/// A beginning is kept with two probabilities, of the alignments that end in a blank and of those that end in its last
/// symbol, because only the first kind can be followed by the same symbol once more. What else is known steers it:
/// texts outside a given set are never begun, words of a list gain, and a language model is asked for each next
/// symbol.
///
/// The value is the workspace; one thread uses one value.
package struct PrefixBeamDecoder: ColumnDecoder {
  package private(set) var candidates: [DecodedText] = []

  private let guide: DecodingGuide
  /// Beginnings that are followed from column to column.
  private let width: Int
  /// Texts in `candidates`, at most.
  private let limit: Int

  private var tree = PrefixTree()
  private var beam: [Hypothesis] = []
  private var next: [Hypothesis] = []
  private var probabilities: [Float] = []
  /// Symbols of a column that are not as good as impossible.
  private var likely: [Int32] = []
  /// Steps of the given set that are looked at after one beginning.
  private var possible: [Int] = []
  private var language: (any LanguageModelStates)?
  /// What each symbol gains by the language model after the beginning that is followed.
  private var gains: [Float] = []
  /// The most probable extension of this column so far.
  private var largestMass: Float = 0
  private var scores: [Float] = []
  private var freeRows: [Int32] = []
  private var loss = CTCLoss()
  private var alignment = ForcedAlignment()

  /// A symbol less probable than that is not looked at in a column, unless a given set leaves few others, or none that
  /// is more probable.
  private static let floor: Float = 1e-5
  /// Where all that a given set leaves is improbable: one that is less probable than the best by more than that is not
  /// looked at.
  private static let shareOfMost: Float = 1e-3
  /// Nor is an extension that is so much less probable than another of its column, unless texts are given.
  private static let massFloor: Float = 1e-7
  /// Texts whose probability is calculated over all alignments, to be put in order by it.
  private static let rescored = 8

  /// - Parameters:
  ///   - width: beginnings that are followed, at least 1.
  ///   - candidates: texts that are given, at most `width`.
  package init(width: Int, candidates limit: Int = 1, guide: DecodingGuide = DecodingGuide()) {
    precondition(1 <= limit && limit <= width, "\(limit) texts from a beam of \(width)")
    self.width = width
    self.limit = limit
    self.guide = guide
    // Rows of those that are followed and of those that follow them.
    language = guide.language?.model.makeStates(capacity: 2 * width)
  }

  /// A beginning of the text.
  private struct Hypothesis {
    var node: Int32
    /// Probabilities of its alignments up to this column, over the largest of the column: those that end in a blank,
    /// and those that end in its last symbol.
    var blank: Float
    var symbol: Float
    /// Where it stands in the given set of texts, and in the list of words that gain.
    var state: SymbolAutomaton.State
    var word: SymbolAutomaton.State?
    /// Of the language model's states; -1 before it is known.
    var row: Int32
    /// What words and language model add to ln of its probability.
    var bonus: Float
    var score: Float = 0

    var total: Float { blank + symbol }
  }

  /// Complexity: O(columns * (symbols + width * likely symbols * ln width)).
  package mutating func decode(logits: UnsafePointer<Float>, columns: Int, symbols count: Int) {
    precondition(columns >= 0 && count >= 1, "CTC: logits of \(columns) columns and \(count) symbols")
    start(symbols: count)
    for column in 0..<columns {
      probabilities.withUnsafeMutableBufferPointer {
        _ = softmax(logits + column * count, count: count, into: $0.baseAddress)
      }
      likely.removeAll(keepingCapacity: true)
      for symbol in 1..<max(1, count) where probabilities[symbol] > Self.floor {
        likely.append(Int32(symbol))
      }
      next.removeAll(keepingCapacity: true)
      largestMass = 0
      tree.beginColumn()
      for hypothesis in beam { follow(hypothesis, columnsLeft: columns - 1 - column) }
      prune()
    }
    finish(logits: logits, columns: columns, symbols: count)
  }

  private mutating func start(symbols count: Int) {
    if probabilities.count != count {
      probabilities = Array(repeating: 0, count: count)
      gains = Array(repeating: 0, count: count)
    }
    tree.removeAll()
    language?.start(row: 0)
    freeRows.removeAll(keepingCapacity: true)
    if language != nil { freeRows.append(contentsOf: (1..<Int32(2 * width)).reversed()) }
    beam = [
      Hypothesis(
        node: 0, blank: 1, symbol: 0, state: 0, word: guide.words?.automaton.start, row: 0, bonus: 0)
    ]
  }

  /// What one beginning becomes in a column: itself, by a blank or by its last symbol once more, and longer by one.
  private mutating func follow(_ hypothesis: Hypothesis, columnsLeft: Int) {
    let last = tree.symbol(hypothesis.node)
    var stays = hypothesis
    stays.blank = hypothesis.total * probabilities[Int(CTC.blank)]
    // The root's last symbol is the blank, and no alignment ends in it.
    stays.symbol = hypothesis.symbol * probabilities[Int(last)]
    func isTooLate(_ state: SymbolAutomaton.State) -> Bool {
      guide.texts.map { $0.needed(state) > columnsLeft } ?? false
    }
    if !isTooLate(hypothesis.state) { add(stays) }
    func extend(_ symbol: Int32, _ state: SymbolAutomaton.State) {
      if isTooLate(state) { return }
      let mass = (symbol == last ? hypothesis.blank : hypothesis.total) * probabilities[Int(symbol)]
      // Without given texts, what is next to impossible now will not win later.
      if guide.texts == nil {
        if mass < largestMass * Self.massFloor { return }
        largestMass = max(largestMass, mass)
      }
      if mass > 0 { extendOne(hypothesis, symbol, state, mass) }
    }
    guard let texts = guide.texts else {
      findGains(of: likely, row: hypothesis.row)
      for symbol in likely { extend(symbol, 0) }
      return
    }
    // However improbable all that is possible may be, something of it has to follow.
    let edges = texts.edges(of: hypothesis.state)
    var most: Float = 0
    for edge in edges { most = max(most, probabilities[Int(texts.symbol(ofEdge: edge))]) }
    let least = edges.count <= 4 ? 0 : min(Self.floor, most * Self.shareOfMost)
    possible.removeAll(keepingCapacity: true)
    for edge in edges where probabilities[Int(texts.symbol(ofEdge: edge))] >= least { possible.append(edge) }
    if guide.language != nil { findGains(of: possible.map(texts.symbol), row: hypothesis.row) }
    for edge in possible { extend(texts.symbol(ofEdge: edge), texts.target(ofEdge: edge)) }
  }

  private mutating func findGains(of symbols: [Int32], row: Int32) {
    guard let logs = language?.logProbabilities(row: Int(row)) else { return }
    guide.language?.gains(of: symbols, logs: logs, into: &gains)
  }

  private mutating func extendOne(
    _ hypothesis: Hypothesis, _ symbol: Int32, _ state: SymbolAutomaton.State, _ mass: Float
  ) {
    let node = tree.child(of: hypothesis.node, symbol: symbol)
    if let place = tree.place(node) {
      next[place].symbol += mass
      return
    }
    var longer = hypothesis
    longer.node = node
    longer.blank = 0
    longer.symbol = mass
    longer.state = state
    longer.row = -1
    longer.bonus += gains[Int(symbol)]
    if let words = guide.words { longer.bonus += words.step(&longer.word, symbol) }
    add(longer)
  }

  private mutating func add(_ hypothesis: Hypothesis) {
    if let place = tree.place(hypothesis.node) {
      // A longer one has come here first. This one knows its row.
      next[place].blank += hypothesis.blank
      next[place].symbol += hypothesis.symbol
      next[place].row = hypothesis.row
    } else {
      tree.setPlace(next.count, of: hypothesis.node)
      next.append(hypothesis)
    }
  }

  /// Keeps the best of the next column's beginnings, and asks the language model for them.
  private mutating func prune() {
    var largest: Float = 0
    for hypothesis in next { largest = max(largest, hypothesis.total) }
    if largest > 0 {
      let scale = 1 / largest
      for index in next.indices {
        next[index].blank *= scale
        next[index].symbol *= scale
        next[index].score = log(next[index].total) + next[index].bonus
      }
    }
    if next.count > width {
      scores.removeAll(keepingCapacity: true)
      for hypothesis in next { scores.append(hypothesis.score) }
      let least = scores.largest(width)
      // Of those with the least score that is kept, the ones that were begun first.
      var room = width - next.count { $0.score > least }
      next.removeAll { hypothesis in
        if hypothesis.score != least { return hypothesis.score < least }
        room -= 1
        return room < 0
      }
    }
    swap(&beam, &next)
    if language != nil { moveLanguage() }
  }

  /// Gives each beginning that is new its row of the language model's states, all in one step.
  private mutating func moveLanguage() {
    guard let weights = guide.language else { return }
    for old in next { tree.setRow(old.row, of: old.node) }
    var moves: [LanguageModelMove] = []
    for index in beam.indices where beam[index].row < 0 {
      let from = tree.row(tree.parent(beam[index].node))
      let row = freeRows.removeLast()
      beam[index].row = row
      moves.append(
        LanguageModelMove(
          from: Int(from), symbol: weights.symbol(tree.symbol(beam[index].node)), to: Int(row)))
    }
    language?.advance(moves)
    // Rows of beginnings that are not followed any more.
    for kept in beam { tree.setRow(-1, of: kept.node) }
    for old in next where tree.row(old.node) >= 0 { freeRows.append(old.row) }
  }

  /// The texts that may end here, in the order of their probability over all alignments and what is added to it.
  private mutating func finish(logits: UnsafePointer<Float>, columns: Int, symbols count: Int) {
    var ended: [(label: [Int32], score: Float, bonus: Float)] = []
    for hypothesis in beam where guide.texts.map({ $0.needed(hypothesis.state) == 0 }) ?? true {
      var bonus = hypothesis.bonus
      if let language, let weights = guide.language {
        bonus += weights.endBonus(states: language, row: Int(hypothesis.row))
      }
      if let words = guide.words { bonus += words.end(hypothesis.word) }
      ended.append((tree.label(hypothesis.node), log(hypothesis.total) + bonus, bonus))
    }
    ended.sort { $0.score > $1.score }
    let exact = ended.prefix(max(limit, Self.rescored)).map {
      text -> (label: [Int32], score: Double, logProbability: Double) in
      let logProbability = -loss(logits: logits, columns: columns, symbols: count, label: text.label)
      return (text.label, logProbability + Double(text.bonus), logProbability)
    }.sorted { $0.score > $1.score }
    candidates.removeAll(keepingCapacity: true)
    // Scores may be too small for a number: they are compared with the best one.
    let best = exact.first?.score ?? 0
    let sum = exact.reduce(0) { $0 + exp($1.score - best) }
    for text in exact.prefix(limit) where text.logProbability > -.infinity {
      let ranges = alignment(logits: logits, columns: columns, symbols: count, label: text.label)
      let symbols = zip(text.label, ranges).map { symbol, range in
        DecodedSymbol(
          index: symbol,
          confidence: range.reduce(0) { largest, column in
            let row = logits + column * count
            return max(largest, Float(exp(Double(row[Int(symbol)]) - softmax(row, count: count))))
          }, columns: range)
      }
      candidates.append(
        DecodedText(
          symbols: symbols, confidence: Float(exp(text.logProbability)),
          posterior: guide.isEmpty ? nil : Float(exp(text.score - best) / sum), score: Float(exp(text.score)))
      )
    }
    // No text of the set has so few symbols as there are columns: nothing is said, and nothing is sure.
    if candidates.isEmpty { candidates.append(DecodedText(symbols: [], confidence: 0)) }
  }
}

extension [Float] {
  /// The number that so many are at least as large as, by Hoare's selection; the array's order changes.
  fileprivate mutating func largest(_ rank: Int) -> Float {
    var (low, high) = (0, count - 1)
    let target = rank - 1
    while low < high {
      let pivot = self[(low + high) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while self[left] > pivot { left += 1 }
        while self[right] < pivot { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if target <= right { high = right } else if target >= left { low = left } else { break }
    }
    return self[target]
  }
}
