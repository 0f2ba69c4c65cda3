extension Reliability {
  /// Characters of the bar for a share of 1.
  private static let barLength = 40

  /// The reliability diagram for people, in plain text; lines end with `\n`. The bar is the share of right texts, and
  /// `|` stands where it would end if the confidences of the bin were right.
  public var diagram: String {
    var text = "  confidence  texts    mean   right\n"
    for bin in bins {
      let range = "\(format("%.1f", bin.lowest)) to \(format("%.1f", bin.lowest + 1 / Double(Self.binCount)))"
      guard bin.count > 0 else {
        text += format("  \(range)  %5d\n", bin.count)
        continue
      }
      func length(_ share: Double) -> Int { Int((share * Double(Self.barLength)).rounded()) }
      var bar = [Character](repeating: " ", count: Self.barLength + 1)
      for index in 0..<length(bin.right) { bar[index] = "#" }
      bar[length(bin.confidence)] = "|"
      let figures = format("%5d  %5.1f%%  %5.1f%%", bin.count, 100 * bin.confidence, 100 * bin.right)
      let drawn = String(bar[...bar.lastIndex { $0 != " " }!])
      text += "  \(range)  \(figures)  \(drawn)\n"
    }
    return text
  }
}
