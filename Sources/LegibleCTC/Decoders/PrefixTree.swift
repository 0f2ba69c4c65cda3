/// The beginnings of texts that a search has come to, each one symbol longer than its parent: node 0 is the empty one.
struct PrefixTree: Sendable {
  private struct Node {
    var parent: Int32
    var symbol: Int32
    /// Where it lies in the search's list of a column, and in which column that was.
    var place: Int32 = 0
    var column: Int32 = 0
    var row: Int32 = -1
  }

  private var nodes: [Node] = []
  /// Where the child of a node by a symbol lies: a table with open addressing, of a power of two of places, at most half
  /// of them taken; -1 for none.
  private var table: [Int32] = Array(repeating: -1, count: 1024)
  private var column: Int32 = 0

  mutating func removeAll() {
    for slot in table.indices { table[slot] = -1 }
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
    var slot = slot(node, symbol)
    while table[slot] >= 0 {
      let child = Int(table[slot])
      if nodes[child].parent == node, nodes[child].symbol == symbol { return Int32(child) }
      slot = (slot + 1) & (table.count - 1)
    }
    let child = Int32(nodes.count)
    nodes.append(Node(parent: node, symbol: symbol))
    table[slot] = child
    if 2 * nodes.count > table.count { enlarge() }
    return child
  }

  private func slot(_ node: Int32, _ symbol: Int32) -> Int {
    let key = UInt64(UInt32(bitPattern: node)) << 32 | UInt64(UInt32(bitPattern: symbol))
    return Int((key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (table.count - 1)
  }

  private mutating func enlarge() {
    table = Array(repeating: -1, count: 2 * table.count)
    // The root is nobody's child.
    for child in 1..<nodes.count {
      var slot = slot(nodes[child].parent, nodes[child].symbol)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(child)
    }
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
