/// How a recurrent layer goes along the columns, and what it gives of them.
package struct RecurrentCourse: Hashable, Sendable, CustomStringConvertible {
  package let direction: RecurrentDirection
  /// Whether only the end of each walk is given, one column for the whole crop, instead of a column for each.
  package let isSummary: Bool

  package init(_ direction: RecurrentDirection, isSummary: Bool = false) {
    self.direction = direction
    self.isSummary = isSummary
  }

  /// As a spec has it behind the cell's letters: `bx`, or `bxs` for a summary.
  package var description: String { direction.rawValue + "x" + (isSummary ? "s" : "") }
}

extension SpecReader {
  /// The course of a recurrent layer.
  package mutating func recurrentCourse() throws(NetworkSpecError) -> RecurrentCourse {
    let start = position
    let direction: RecurrentDirection = try letter("a direction: f forward, r reverse or b both")
    if !allowsReverse, direction != .forward {
      throw error("f, forward: what comes later is not known yet", at: start)
    }
    guard take("x") else { throw error("x: recurrence runs along the width only") }
    let end = position
    let isSummary = take("s")
    if isSummary, !allowsSummary { throw error("a size without s: every step has an output", at: end) }
    return RecurrentCourse(direction, isSummary: isSummary)
  }
}
