/// A set of texts, as a deterministic finite automaton over symbols: a list of words as the tree of their beginnings, or
/// a pattern. A search walks it symbol by symbol, and never comes to a text that is not in the set.
package struct SymbolAutomaton: Sendable, Equatable {
  /// A place in the set: what may come next and whether a text may end here.
  package typealias State = UInt32

  /// The edges of state `i` are those from `firstEdge[i]` up to `firstEdge[i + 1]`, by ascending symbol.
  private var firstEdge: [UInt32] = [0]
  private var edgeSymbols: [Int32] = []
  private var edgeTargets: [State] = []
  /// For each state the fewest symbols that lead to the end of a text; 0 where a text may end.
  private var needed: [UInt16] = []

  /// Where every text begins.
  package var start: State { 0 }
  package var stateCount: Int { needed.count }

  /// Builds an automaton of its edges.
  /// - Parameters:
  ///   - edges: for each state, in any order; state 0 is the start.
  ///   - isEnd: whether a text may end in a state.
  /// - Returns: nil where there is no text at all. States that no end can be reached from have no way in.
  init?(edges: [[(symbol: Int32, target: State)]], isEnd: [Bool]) {
    let limit = Int(UInt16.max)
    var needed = isEnd.map { $0 ? 0 : limit }
    var incoming: [[State]] = Array(repeating: [], count: edges.count)
    for (source, edges) in edges.enumerated() {
      for edge in edges { incoming[Int(edge.target)].append(State(source)) }
    }
    // Breadth first, from the ends against the edges.
    var queue = needed.indices.filter { needed[$0] == 0 }
    var next = 0
    while next < queue.count {
      let state = queue[next]
      next += 1
      for source in incoming[state] where needed[Int(source)] == limit {
        needed[Int(source)] = min(limit - 1, needed[state] + 1)
        queue.append(Int(source))
      }
    }
    guard !needed.isEmpty, needed[0] < limit else { return nil }
    for edges in edges {
      for edge in edges.sorted(by: { $0.symbol < $1.symbol }) where needed[Int(edge.target)] < limit {
        edgeSymbols.append(edge.symbol)
        edgeTargets.append(edge.target)
      }
      firstEdge.append(UInt32(edgeSymbols.count))
    }
    self.needed = needed.map { UInt16($0) }
  }

  /// The tree of the beginnings of words.
  /// - Parameter words: the symbols of each, in any order, with repetition where there is.
  /// - Returns: nil where there is no word.
  package init?(words: [[Int32]]) {
    guard !words.isEmpty else { return nil }
    let words = words.sorted { $0.lexicographicallyPrecedes($1) }
    var edges: [[(symbol: Int32, target: State)]] = [[]]
    var isEnd = [false]
    // The states along the word before: what the next one shares with it needs none of its own.
    var path: [State] = [0]
    var before: [Int32] = []
    for word in words {
      var shared = 0
      while shared < word.count, shared < before.count, word[shared] == before[shared] { shared += 1 }
      path.removeLast(path.count - 1 - shared)
      for symbol in word[shared...] {
        let state = State(edges.count)
        edges[Int(path[path.count - 1])].append((symbol, state))
        edges.append([])
        isEnd.append(false)
        path.append(state)
      }
      isEnd[Int(path[path.count - 1])] = true
      before = word
    }
    self.init(edges: edges, isEnd: isEnd)
  }

  /// The place after one more symbol; nil where no text goes on so. Complexity: O(log edges).
  package func next(_ state: State, _ symbol: Int32) -> State? {
    let range = edges(of: state)
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if edgeSymbols[middle] < symbol { low = middle + 1 } else { high = middle }
    }
    return low < range.upperBound && edgeSymbols[low] == symbol ? edgeTargets[low] : nil
  }

  /// The edges of a state, for `symbol(ofEdge:)` and `target(ofEdge:)`.
  func edges(of state: State) -> Range<Int> {
    Int(firstEdge[Int(state)])..<Int(firstEdge[Int(state) + 1])
  }

  func symbol(ofEdge edge: Int) -> Int32 { edgeSymbols[edge] }
  func target(ofEdge edge: Int) -> State { edgeTargets[edge] }

  /// The fewest symbols that must still come before a text can end; 0 where it can end.
  package func needed(_ state: State) -> Int { Int(needed[Int(state)]) }

  /// Whether the set has a text.
  package func contains(_ text: some Sequence<Int32>) -> Bool {
    var state = start
    for symbol in text {
      guard let next = next(state, symbol) else { return false }
      state = next
    }
    return needed(state) == 0
  }
}
