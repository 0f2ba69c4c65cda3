extension CTC {
  /// The columns of each symbol of a label in the label's most probable alignment (Viterbi).
  ///
  /// Ranges are in order and do not overlap; columns between them are blank. Of equally probable alignments it is
  /// always the same one. Complexity: O(columns * label length).
  ///
  /// - Parameters:
  ///   - logits: `[columns, symbols]`, row-major, finite. Symbol 0 is the blank.
  ///   - label: indices in `1..<symbols`; may be empty.
  /// - Returns: one range, not empty, for each symbol of the label; nil if the label needs more columns than there
  ///   are (``requiredColumns(_:)``).
  public static func bestAlignment(
    logits: UnsafePointer<Float>, columns: Int, symbols: Int, label: [Int32]
  ) -> [Range<Int>]? {
    precondition(columns >= 0 && symbols >= 1, "CTC: logits of \(columns) columns and \(symbols) symbols")
    precondition(
      label.allSatisfy { $0 > 0 && $0 < symbols }, "CTC: a label index is outside 1..<\(symbols)")
    guard columns >= requiredColumns(label) else { return nil }
    guard !label.isEmpty else { return [] }

    return label.withUnsafeBufferPointer { label in
      let lattice = Lattice(label: label, columns: columns)
      let states = lattice.states
      // Scores of the best path to each state. The logits will do: a column's softmax normaliser is the same for all.
      var scores = [Double](repeating: -.infinity, count: states)
      scores[0] = Double(logits[lattice.symbol(0)])
      scores[1] = Double(logits[lattice.symbol(1)])
      // [columns, states]: how many states back that path was in the column before.
      var steps = [UInt8](repeating: 0, count: columns * states)
      for column in 1..<max(1, columns) {
        let row = logits + column * symbols
        // From the last state down, so that the scores behind are still those of the column before.
        for state in (0..<states).reversed() {
          var best = scores[state]
          var step = 0
          if state >= 1, scores[state - 1] > best {
            best = scores[state - 1]
            step = 1
          }
          if lattice.canSkip(to: state), scores[state - 2] > best {
            best = scores[state - 2]
            step = 2
          }
          scores[state] = best + Double(row[lattice.symbol(state)])
          steps[column * states + state] = UInt8(step)
        }
      }

      var ranges = [Range<Int>](repeating: columns..<columns, count: label.count)
      var state = scores[states - 1] > scores[states - 2] ? states - 1 : states - 2
      for column in (0..<columns).reversed() {
        if state & 1 == 1 {
          let position = state >> 1
          ranges[position] = column..<(ranges[position].isEmpty ? column + 1 : ranges[position].upperBound)
        }
        state -= Int(steps[column * states + state])
      }
      return ranges
    }
  }
}
