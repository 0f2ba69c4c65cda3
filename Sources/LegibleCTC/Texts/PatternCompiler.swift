/// Makes a deterministic automaton of a parsed pattern: Thompson's construction (1968), and the subset construction of
/// Rabin and Scott (1959), both with a limit.
struct PatternCompiler {
  /// The pattern as it was given, for errors.
  let text: String

  /// Edges that take a symbol, and those that take none, of each state of the automaton that may be in several
  /// states at once.
  private var symbolEdges: [(symbols: Set<Int32>, target: Int)?] = []
  private var freeEdges: [[Int]] = []

  init(_ text: String) { self.text = text }

  /// Patterns that a person would write have a few hundred.
  private static let stateLimit = 5_000

  /// - Returns: nil where no text matches.
  mutating func automaton(of node: Pattern.Node) throws(PatternError) -> SymbolAutomaton? {
    let end = try state()
    let start = try build(node, to: end)
    var subsets: [[Int]: UInt32] = [:]
    var queue = [closure([start])]
    subsets[queue[0]] = 0
    var edges: [[(symbol: Int32, target: UInt32)]] = []
    var isEnd: [Bool] = []
    let classes = symbolClasses()
    while edges.count < queue.count {
      let subset = queue[edges.count]
      var made: [(Int32, UInt32)] = []
      for symbols in classes {
        let targets = subset.compactMap { state in
          symbolEdges[state].flatMap { $0.symbols.contains(symbols[0]) ? $0.target : nil }
        }
        if targets.isEmpty { continue }
        let next = closure(targets)
        let target = subsets[next] ?? UInt32(queue.count)
        if target == queue.count {
          guard queue.count < Self.stateLimit else { throw tooLarge }
          subsets[next] = target
          queue.append(next)
        }
        made += symbols.map { ($0, target) }
      }
      edges.append(made)
      isEnd.append(subset.contains(end))
    }
    return SymbolAutomaton(edges: edges, isEnd: isEnd)
  }

  /// The symbols that edges take, those together that no edge tells apart.
  private func symbolClasses() -> [[Int32]] {
    var edges: [Int32: [Int]] = [:]
    for (state, edge) in symbolEdges.enumerated() {
      for symbol in edge?.symbols ?? [] { edges[symbol, default: []].append(state) }
    }
    return Dictionary(grouping: edges.keys) { edges[$0] }.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }

  private var tooLarge: PatternError {
    PatternError(
      pattern: text, offset: 0, fact: "it has more than \(Self.stateLimit) states; write a simpler one")
  }

  private mutating func state() throws(PatternError) -> Int {
    guard symbolEdges.count < Self.stateLimit else { throw tooLarge }
    symbolEdges.append(nil)
    freeEdges.append([])
    return symbolEdges.count - 1
  }

  /// Adds states that take what the node matches and then come to `end`.
  /// - Returns: where they begin.
  private mutating func build(_ node: Pattern.Node, to end: Int) throws(PatternError) -> Int {
    switch node {
    case .symbols(let symbols):
      let start = try state()
      symbolEdges[start] = (symbols, end)
      return start
    case .sequence(let nodes):
      var start = end
      for node in nodes.reversed() { start = try build(node, to: start) }
      return start
    case .alternatives(let nodes):
      let start = try state()
      for node in nodes {
        let way = try build(node, to: end)
        freeEdges[start].append(way)
      }
      return start
    case .repeated(let node, let least, let most):
      var start = end
      if let most {
        for _ in least..<most {
          let way = try build(node, to: start)
          start = try state()
          freeEdges[start] = [way, end]
        }
      } else {
        start = try state()
        let way = try build(node, to: start)
        freeEdges[start] = [way, end]
      }
      for _ in 0..<least { start = try build(node, to: start) }
      return start
    }
  }

  /// The states that can be reached without a symbol, sorted.
  private func closure(_ states: some Sequence<Int>) -> [Int] {
    var seen = Set(states)
    var pending = Array(seen)
    while let state = pending.popLast() {
      for next in freeEdges[state] where seen.insert(next).inserted { pending.append(next) }
    }
    return seen.sorted()
  }
}
