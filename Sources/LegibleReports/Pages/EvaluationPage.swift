import Legible
import LegibleEvaluation
import LegibleImages

/// How well a model reads labelled crops.
package struct EvaluationPage {
  /// What was measured, for the head of the page.
  package var facts: [(name: String, value: String)]
  package var crops: [EvaluatedCrop]
  package var evaluation: Evaluation
  /// The time that reading took.
  package var seconds: Double
  package var comparison: ComparisonReport?
  /// Pictures of each list at most: they are what makes a page large.
  package var worst: Int

  package init(
    facts: [(name: String, value: String)], crops: [EvaluatedCrop], evaluation: Evaluation, seconds: Double,
    comparison: ComparisonReport? = nil, worst: Int
  ) {
    (self.facts, self.crops, self.evaluation) = (facts, crops, evaluation)
    (self.seconds, self.comparison, self.worst) = (seconds, comparison, worst)
  }

  /// Confusions that are listed at most.
  private static let confusionLimit = 300

  /// The whole file.
  /// - Parameters:
  ///   - recognizer: that read the crops; it looks again at those that are shown.
  ///   - image: opens a crop's file again; nil where it has gone.
  package func document(recognizer: Recognizer, image: (_ path: String) -> Image?) -> String {
    let report = evaluation.report(seconds: seconds)
    let entries = facts.map { fact in
      HTML([.element("dt", [:], "\(fact.name)"), .element("dd", [:], "\(fact.value)")])
    }
    var page = Page(
      title: "\(percent(report.exact)) of \(grouped(report.count)) crops read exactly",
      lead: .element("dl", ["class": "facts"], entries))
    page.add("figures", "Figures", figures(report))
    if let comparison { page.add("comparison", "Comparison", comparison.html(limit: worst, image: image)) }
    page.add(
      "groups", "Groups",
      .element(
        "p", [:],
        "The share that is read exactly. Lines across the bars are 95% intervals; where nothing, or all, is right, resampling finds none."
      ),
      .element(
        "div", ["class": "columns"],
        // The length of a class's name says nothing, nor do its characters.
        (recognizer.classes.isEmpty
          ? [Breakdown.byLength(crops), Breakdown.byAspect(crops), Breakdown.bySymbolClass(crops)]
          : [Breakdown.byAspect(crops)]).map(\.html)))
    page.add("reliability", "Reliability", reliability)
    page.add(
      "confusions", "Confusions", recognizer.classes.isEmpty ? confusedCharacters : confusedClasses)
    page.add("crops", "Worst crops", worstCrops(recognizer, image))
    if !evaluation.failures.isEmpty { page.add("failures", "Failures", failures) }
    return page.document
  }

  private func figures(_ report: AccuracyReport) -> HTML {
    let names: [(String, Double, (TextComparison) -> Bootstrap.Term)] = [
      ("Exact", report.exact, { .init($0.isExact ? 1 : 0) }),
      (
        "Case-insensitive alphanumeric", report.caseInsensitiveAlphanumeric,
        { .init($0.isAlphanumericExact ? 1 : 0) }
      ),
      ("1-NED", report.oneMinusNED, { .init($0.oneMinusNED) }),
      (
        "Character error rate", report.cer,
        { .init(Double($0.characterEdits), of: Double($0.labelCharacters)) }
      ),
      ("Word error rate", report.wer, { .init(Double($0.wordEdits), of: Double($0.labelWords)) }),
    ]
    let intervals = Bootstrap.intervals(
      crops.map { crop in names.map { $0.2(crop.comparison) } }, figures: names.count)
    let cards = zip(names, intervals).map { figure, interval in
      card(
        figure.0, percent(figure.1),
        "95%: \(percent(interval.lowerBound)) to \(percent(interval.upperBound))")
    }
    return HTML([
      .element(
        "div", ["class": "figures"],
        cards + [
          card("Crops a second", format("%.0f", report.imagesPerSecond), "their files included"),
          card("Failed", grouped(report.failed), "could not be read; in no figure"),
        ]),
      .element(
        "p", ["class": "path"],
        "Intervals: 1,000 times as many crops drawn with replacement (bootstrap, percentiles)."),
    ])
  }

  private func card(_ name: String, _ value: String, _ more: String) -> HTML {
    .element(
      "div", ["class": "figure"], .element("h3", [:], "\(name)"),
      .element("p", ["class": "value"], "\(value)"), .element("p", ["class": "interval"], "\(more)"))
  }

  private var reliability: HTML {
    let reliability = evaluation.reliability
    return HTML([
      .element(
        "p", [:],
        "Blue is the share of crops that is read right (\(evaluation.equality.words)), the other colour what parts it from their mean confidence: below the line the model is too sure of itself, above it not sure enough. The expected calibration error is \(format("%.3f", reliability.expectedCalibrationError))."
      ),
      .element("div", ["class": "columns"], reliability.chart, reliability.table),
    ])
  }

  /// A label, or a part of one, and what was read in its place; nil for nothing.
  private typealias Confused = (label: String?, read: String?, count: Int)

  private var confusedCharacters: HTML {
    let all = evaluation.confusions.map { confusion, count -> Confused in
      switch confusion {
      case .substitution(let label, let read): (String(label), String(read), count)
      case .deletion(let label): (String(label), nil, count)
      case .insertion(let read): (nil, String(read), count)
      }
    }
    return confusions(all, of: "edits", none: "None: every character was read.")
  }

  private var confusedClasses: HTML {
    var counts: [[String]: Int] = [:]
    for crop in crops where crop.prediction != crop.label {
      counts[[crop.label, crop.prediction], default: 0] += 1
    }
    // Of equally frequent ones the order is that of their names.
    let all = counts.sorted { ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1]) }
      .map { names, count -> Confused in (names[0], names[1], count) }
    return confusions(all, of: "wrong crops", none: "None: every crop was told rightly.")
  }

  private func confusions(_ all: [Confused], of whole: String, none: String) -> HTML {
    guard !all.isEmpty else { return .element("p", [:], "\(none)") }
    let sum = Double(all.reduce(0) { $0 + $1.count })
    var table = Table(
      caption: all.count > Self.confusionLimit
        ? "The \(Self.confusionLimit) most frequent of \(grouped(all.count))" : "All \(grouped(all.count))",
      columns: [
        .init(name: "Label"), .init(name: "Read"), .init(name: "Count", isNumber: true),
        .init(name: "Share of all \(whole)", isNumber: true),
      ])
    table.filter = "Search"
    table.kind = "tall"
    func cell(_ text: String?) -> Table.Cell {
      guard let text else { return .init(.element("span", ["class": "soft"], "nothing"), key: "") }
      return .init(shown(text == " " ? "\u{2423}" : text), key: text)
    }
    table.rows = all.prefix(Self.confusionLimit).map { label, read, count in
      let share = Double(count) / sum
      return [
        cell(label), cell(read), .number(grouped(count), Double(count)),
        .init(
          HTML([meter(Double(count) / Double(all[0].count)), " \(percent(share))"]), key: "\(share)",
          kind: "number"),
      ]
    }
    return table.html
  }

  private func worstCrops(_ recognizer: Recognizer, _ image: (String) -> Image?) -> HTML {
    let wrong = crops.compactMap { crop in crop.misreading.map { (crop: crop, misreading: $0) } }
      .sorted { $0.misreading.isWorse(than: $1.misreading) }
    guard !wrong.isEmpty else { return .element("p", [:], "None: every crop was read exactly.") }
    var table = Table(
      caption: wrong.count > worst
        ? "The worst \(worst) of \(grouped(wrong.count)) that are not read exactly"
        : "All \(grouped(wrong.count)) that are not read exactly",
      columns: [
        .init(name: "Crop", isSortable: false), .init(name: "Label"), .init(name: "Read"),
        .init(name: "Edits", isNumber: true), .init(name: "NED", isNumber: true),
        .init(name: "Confidence", isNumber: true),
      ])
    table.kind = "crops"
    table.filter = "Search"
    table.rows = wrong.prefix(worst).map { crop, misreading in
      let difference = shownDifference(label: crop.label, prediction: crop.prediction)
      let portrait = image(crop.path).map { CropPortrait($0, readBy: recognizer) }
      return [
        .init(
          HTML([
            portrait?.strip(name: "Crop that says \(crop.label), and its columns") ?? "",
            .element("p", ["class": "path"], "\(crop.path)"), portrait?.alternatives ?? "",
          ])),
        .init(difference.label, key: crop.label), .init(difference.prediction, key: crop.prediction),
        .number("\(misreading.edits)", Double(misreading.edits)),
        .number(format("%.2f", misreading.normalizedEditDistance), misreading.normalizedEditDistance),
        .number(percent(crop.confidence), crop.confidence),
      ]
    }
    guard recognizer.classes.isEmpty else { return table.html }
    return HTML([
      .element(
        "p", [:],
        "Under each crop stands what the network says of its columns: the best symbol, the second one, and CTC\u{2019}s blank, more colour for more probability. Dark letters are written, coloured ones were considered."
      ), table.html,
    ])
  }

  private var failures: HTML {
    var table = Table(
      caption: "Crops that could not be read", columns: [.init(name: "File"), .init(name: "Reason")])
    table.rows = evaluation.failures.prefix(1000).map { [.init("\($0.path)"), .init("\($0.reason)")] }
    return table.html
  }
}
