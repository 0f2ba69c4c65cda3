/// Connectionist temporal classification: what a sequence of columns says about a text when nobody knows which
/// column belongs to which character (Graves, Fernández, Gomez and Schmidhuber, 2006).
///
/// An alignment gives every column a symbol or the blank. Its text is what remains when runs of equal symbols are
/// collapsed and then the blanks are dropped.
package enum CTC {
  /// The index of the blank.
  package static let blank: Int32 = 0

  /// The fewest columns that an alignment of the label can have: one for each symbol, and one blank between equal
  /// neighbours.
  package static func requiredColumns(_ label: [Int32]) -> Int {
    label.count + zip(label, label.dropFirst()).count { $0 == $1 }
  }
}

/// The lattice of one label over `columns` columns (Graves 2006, section 4.1).
///
/// Its states are the label with blanks around every symbol: state `2i` is a blank, state `2i + 1` symbol `i` of the
/// label. A path starts in state 0 or 1, ends in one of the last two, and from one column to the next stays, goes on
/// by one state, or skips the blank between two different symbols.
struct Lattice {
  let label: UnsafeBufferPointer<Int32>
  let columns: Int

  var states: Int { 2 * label.count + 1 }

  func symbol(_ state: Int) -> Int {
    state & 1 == 0 ? Int(CTC.blank) : Int(label[state >> 1])
  }

  /// Whether a path may come to `state` from `state - 2`.
  func canSkip(to state: Int) -> Bool {
    state & 1 == 1 && state >= 3 && label[state >> 1] != label[(state >> 1) - 1]
  }

  /// Bounds of the states that a path can have reached by `column` and from which it can still end in time: exact
  /// where no equal neighbours forbid a skip.
  func liveStates(at column: Int) -> Range<Int> {
    max(0, states - 2 * (columns - column))..<min(states, 2 * (column + 1))
  }
}
