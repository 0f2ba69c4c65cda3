import LegibleEvaluation
import LegibleFiles
import LegibleImages

/// Two models on the same crops.
package struct ComparisonReport {
  package let name, otherName: String
  package let counts: ModelComparison
  /// Crops that were read exactly by the first model alone, and by the other alone, in the order of the data.
  package private(set) var onlyFirst: [Pair] = []
  package private(set) var onlyOther: [Pair] = []

  package struct Pair {
    package let crop, other: EvaluatedCrop
  }

  /// - Parameters:
  ///   - crops, others: the same crops in the same order, read by each.
  package init(name: String, crops: [EvaluatedCrop], otherName: String, others: [EvaluatedCrop]) {
    precondition(crops.map(\.path) == others.map(\.path), "two models that read different crops")
    (self.name, self.otherName) = (name, otherName)
    var counts = ModelComparison()
    for (crop, other) in zip(crops, others) {
      let (first, second) = (crop.comparison.isExact, other.comparison.isExact)
      counts.add(first: first, second: second)
      if first, !second { onlyFirst.append(Pair(crop: crop, other: other)) }
      if second, !first { onlyOther.append(Pair(crop: crop, other: other)) }
    }
    self.counts = counts
  }

  /// `p = 0.0312`, or how small it is where so many digits show nothing.
  package var test: String {
    let pValue = counts.pValue
    return pValue < 0.0001 ? format("p = %.0e", pValue) : format("p = %.4f", pValue)
  }

  /// What the test says, in a sentence.
  package var verdict: String {
    let differing = counts.onlyFirst + counts.onlySecond
    if differing == 0 { return "Both read the same crops exactly." }
    if counts.onlyFirst == counts.onlySecond { return "Each reads as many that the other does not." }
    return counts.pValue < 0.05
      ? "So uneven a share of \(differing) crops is hardly chance: one model is better."
      : "So uneven a share of \(differing) crops may well be chance."
  }

  /// The lines of the report for people; they end with `\n`.
  /// - Parameter worst: the most crops that each list shows.
  package func text(worst: Int) -> String {
    var text = "\nCompared with \(otherName.printable), crops read exactly\n"
    for (name, count) in [
      ("by both", counts.both), ("by this model alone", counts.onlyFirst),
      ("by the other alone", counts.onlySecond), ("by neither", counts.neither),
    ] {
      let padding = String(repeating: " ", count: max(1, 38 - name.count - String(count).count))
      text += "  \(name)\(padding)\(count)\n"
    }
    text += "  McNemar's test, exact: \(test). \(verdict)\n"
    func list(_ title: String, _ pairs: [Pair], _ wrong: (Pair) -> EvaluatedCrop) {
      guard !pairs.isEmpty, worst > 0 else { return }
      text += "\n\(title)\n"
      for pair in pairs.prefix(worst) {
        let crop = wrong(pair)
        text +=
          "  \(crop.path.printable): \(crop.label.quotedLabel) read as \(crop.prediction.quotedLabel)\n"
      }
      if pairs.count > worst { text += "  and \(pairs.count - worst) more\n" }
    }
    list("Gained: what the other misreads", onlyFirst) { $0.other }
    list("Lost: what only the other reads", onlyOther) { $0.crop }
    return text
  }

  /// - Parameters:
  ///   - limit: pictures of each list.
  ///   - image: opens a crop's file again; nil where it has gone.
  func html(limit: Int, image: (_ path: String) -> Image?) -> HTML {
    var table = Table(
      caption: "Crops read exactly",
      columns: [
        .init(name: "By", isSortable: false), .init(name: "Crops", isNumber: true, isSortable: false),
      ])
    table.rows = [
      ("both", counts.both), ("\(name) alone (gained)", counts.onlyFirst),
      ("\(otherName) alone (lost)", counts.onlySecond), ("neither", counts.neither),
    ].map { [.init("\($0.0)"), .number(grouped($0.1), Double($0.1))] }

    func list(_ title: String, _ pairs: [Pair]) -> HTML {
      guard !pairs.isEmpty else { return "" }
      var list = Table(
        caption: pairs.count > limit
          ? "The first \(limit) of \(grouped(pairs.count))" : "All \(grouped(pairs.count))",
        columns: [
          .init(name: "Crop", isSortable: false), .init(name: "Label"), .init(name: "This model"),
          .init(name: "The other"),
        ])
      list.kind = "crops"
      list.filter = "Search"
      list.rows = pairs.prefix(limit).map { pair in
        let path = HTML.element("p", ["class": "path"], "\(pair.crop.path)")
        return [
          .init(HTML([image(pair.crop.path).map { picture($0, name: pair.crop.label) } ?? "", path])),
          .init(shown(pair.crop.label), key: pair.crop.label),
          .init(
            shownDifference(label: pair.crop.label, prediction: pair.crop.prediction).prediction,
            key: pair.crop.prediction),
          .init(
            shownDifference(label: pair.crop.label, prediction: pair.other.prediction).prediction,
            key: pair.other.prediction),
        ]
      }
      return .element("div", [:], .element("h3", [:], "\(title)"), list.html)
    }
    return HTML([
      table.html,
      .element("p", [:], "McNemar\u{2019}s test, exact: \(test). \(verdict)"),
      list("Gained: what the other misreads", onlyFirst), list("Lost: what only the other reads", onlyOther),
    ])
  }
}
