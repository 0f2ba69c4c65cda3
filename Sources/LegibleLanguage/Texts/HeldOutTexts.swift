/// Parts the texts of a stream into those to learn from and those to measure with: of every `interval` texts, the
/// last one is held out.
///
/// Which ones these are depends on the stream alone, so two passes over the same files agree.
package struct HeldOutTexts: Sendable {
  private let interval: Int
  private var text = 0

  /// - Parameter interval: at least 2.
  package init(every interval: Int) {
    precondition(interval >= 2, "every text of \(interval) held out leaves none")
    self.interval = interval
  }

  /// The parts of a piece in order; the text under way at its end goes on in the next piece.
  /// - Parameter symbols: 0 ends a text.
  package mutating func parts(
    of symbols: [Int32]
  ) -> [(symbols: ArraySlice<Int32>, isHeldOut: Bool)] {
    var parts: [(ArraySlice<Int32>, Bool)] = []
    var start = 0
    func isHeldOut(_ text: Int) -> Bool { text % interval == interval - 1 }
    for (index, symbol) in symbols.enumerated() where symbol == 0 {
      text += 1
      if isHeldOut(text) != isHeldOut(text - 1) {
        parts.append((symbols[start...index], isHeldOut(text - 1)))
        start = index + 1
      }
    }
    if start < symbols.count { parts.append((symbols[start...], isHeldOut(text))) }
    return parts
  }
}
