/// The beginnings of texts that a search has come to, each one symbol longer than its parent: node 0 is the empty one.
struct PrefixTree: Sendable {
  private struct Node {
    var parent: Int32
    var symbol: Int32
    var firstChild: Int32 = -1
    var nextSibling: Int32 = -1
    /// Where it lies in the search's list of a column, and in which column that was.
    var place: Int32 = 0
    var column: Int32 = 0
    var row: Int32 = -1
  }

  private var nodes: [Node] = []
  private var column: Int32 = 0

  mutating func removeAll() {
    nodes.removeAll(keepingCapacity: true)
    nodes.append(Node(parent: 0, symbol: CTC.blank))
    column = 0
  }

  /// From here on no node has a place.
  mutating func beginColumn() { column += 1 }

  /// The last symbol; the blank of the root.
  func symbol(_ node: Int32) -> Int32 { nodes[Int(node)].symbol }
  func parent(_ node: Int32) -> Int32 { nodes[Int(node)].parent }

  /// The node that is longer by a symbol; made where there is none yet.
  mutating func child(of node: Int32, symbol: Int32) -> Int32 {
    var child = nodes[Int(node)].firstChild
    while child >= 0 {
      if nodes[Int(child)].symbol == symbol { return child }
      child = nodes[Int(child)].nextSibling
    }
    child = Int32(nodes.count)
    nodes.append(Node(parent: node, symbol: symbol, nextSibling: nodes[Int(node)].firstChild))
    nodes[Int(node)].firstChild = child
    return child
  }

  /// Its place in the list of this column; nil where it has none.
  func place(_ node: Int32) -> Int? {
    nodes[Int(node)].column == column ? Int(nodes[Int(node)].place) : nil
  }

  mutating func setPlace(_ place: Int, of node: Int32) {
    nodes[Int(node)].place = Int32(place)
    nodes[Int(node)].column = column
  }

  /// The row of a language model's states that was set last.
  func row(_ node: Int32) -> Int32 { nodes[Int(node)].row }
  mutating func setRow(_ row: Int32, of node: Int32) { nodes[Int(node)].row = row }

  /// The symbols from the root.
  func label(_ node: Int32) -> [Int32] {
    var label: [Int32] = []
    var node = node
    while node != 0 {
      label.append(symbol(node))
      node = parent(node)
    }
    return label.reversed()
  }
}
