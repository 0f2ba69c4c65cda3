/// The most probable alignment of a known text to the columns: the Viterbi path through the text's lattice (Graves
/// 2006, section 4.1, with the largest in the place of the sum).
///
/// The value is the workspace; one thread uses one.
struct ForcedAlignment: Sendable {
  /// ln of the best path to each state, of this column and the one before.
  private var current: [Float] = []
  private var previous: [Float] = []
  /// `[columns, states]`: how many states the best path came from below.
  private var steps: [UInt8] = []

  /// The columns of each symbol of the label, in order.
  ///
  /// Complexity: O(columns * label length).
  /// - Parameters:
  ///   - logits: `[columns, symbols]`, row-major. What is added to all of a row changes nothing.
  ///   - label: indices in `1..<symbols`, for which there are enough columns.
  mutating func callAsFunction(
    logits: UnsafePointer<Float>, columns: Int, symbols: Int, label: [Int32]
  ) -> [Range<Int>] {
    precondition(
      columns >= CTC.requiredColumns(label), "a text of \(label.count) symbols in \(columns) columns")
    guard !label.isEmpty else { return [] }
    let states = 2 * label.count + 1
    current = Array(repeating: -.infinity, count: states)
    steps = Array(repeating: 0, count: columns * states)
    var ranges: [Range<Int>] = []
    label.withUnsafeBufferPointer { pointer in
      let lattice = Lattice(label: pointer, columns: columns)
      for column in 0..<columns {
        let row = logits + column * symbols
        swap(&current, &previous)
        current = Array(repeating: -.infinity, count: states)
        for state in lattice.liveStates(at: column) {
          var (best, step) = (column == 0 ? Float(0) : previous[state], UInt8(0))
          if column > 0 {
            if state >= 1, previous[state - 1] > best { (best, step) = (previous[state - 1], 1) }
            if lattice.canSkip(to: state), previous[state - 2] > best {
              (best, step) = (previous[state - 2], 2)
            }
          }
          current[state] = best + row[lattice.symbol(state)]
          steps[column * states + state] = step
        }
      }
      var state = current[states - 1] > current[states - 2] ? states - 1 : states - 2
      ranges = Array(repeating: 0..<0, count: label.count)
      for column in (0..<columns).reversed() {
        if state & 1 == 1 {
          let symbol = state >> 1
          ranges[symbol] = column..<(ranges[symbol].isEmpty ? column + 1 : ranges[symbol].upperBound)
        }
        state -= Int(steps[column * states + state])
      }
    }
    return ranges
  }
}
