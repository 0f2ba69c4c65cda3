import Foundation

/// Every alignment of `columns` columns over `symbols` symbols with its text: the definition, spelled out.
func everyAlignment(columns: Int, symbols: Int, _ body: (_ path: [Int32], _ text: [Int32]) -> Void) {
  var path = [Int32](repeating: 0, count: columns)
  while true {
    body(path, collapsed(path))
    guard let digit = path.lastIndex(where: { $0 < symbols - 1 }) else { return }
    path[digit] += 1
    for later in (digit + 1)..<columns { path[later] = 0 }
  }
}

/// Runs become one symbol, then the blanks go.
func collapsed(_ path: [Int32]) -> [Int32] {
  var text: [Int32] = []
  var before: Int32 = 0
  for symbol in path {
    if symbol != before && symbol != 0 { text.append(symbol) }
    before = symbol
  }
  return text
}

/// The softmax of each row in Double; `[columns, symbols]`.
func posteriors(_ logits: [Float], symbols: Int) -> [[Double]] {
  stride(from: 0, to: logits.count, by: symbols).map { start in
    let row = logits[start..<start + symbols].map(Double.init)
    let largest = row.max()!
    let sum = row.reduce(0) { $0 + exp($1 - largest) }
    return row.map { exp($0 - largest) / sum }
  }
}

func probability(of path: [Int32], _ posteriors: [[Double]]) -> Double {
  zip(path, posteriors).reduce(1) { $0 * $1.1[Int($1.0)] }
}
