import LegibleEvaluation
import LegibleImages

/// How a training goes, while it goes and afterwards.
package struct TrainingPage {
  /// A crop as the network sees it, and its label.
  package struct Sample {
    package let picture: Image
    package let label: String

    package init(picture: Image, label: String) { (self.picture, self.label) = (picture, label) }
  }

  /// Where the run stands, in words.
  package var title: String
  /// What is trained, for the head of the page.
  package var facts: [(name: String, value: String)]
  package var history: TrainingHistory
  /// What the loss is, in nats: `CTC` of texts, `cross-entropy` of classes.
  package var loss: String
  /// Share of the run that is done, 0...1.
  package var progress: Double
  /// Whether it goes on: then a browser reads the page again from time to time.
  package var isRunning: Bool
  /// Crops of a coming step.
  package var samples: [Sample]

  package init(
    title: String, facts: [(name: String, value: String)], history: TrainingHistory, loss: String,
    progress: Double, isRunning: Bool, samples: [Sample]
  ) {
    (self.title, self.facts, self.history, self.loss) = (title, facts, history, loss)
    (self.progress, self.isRunning, self.samples) = (progress, isRunning, samples)
  }

  /// Seconds after which a browser reads the page of a running training again.
  private static let refresh = 30

  /// The whole file.
  package var document: String {
    let entries = facts.map { fact in
      HTML([.element("dt", [:], "\(fact.name)"), .element("dd", [:], "\(fact.value)")])
    }
    var page = Page(
      title: title,
      lead: HTML([
        .element(
          "p", [:],
          .element(
            "progress", ["value": "\(progress)", "max": "1", "aria-label": "Done"], "\(percent(progress))"),
          isRunning
            ? " \(percent(progress)) done; the page reads itself anew." : " \(percent(progress)) done."),
        .element("dl", ["class": "facts"], entries),
      ]),
      refresh: isRunning ? Self.refresh : nil)
    page.add("curves", "Curves", curves)
    page.add("samples", "Crops", pictures)
    return page.document
  }

  private var curves: HTML {
    guard history.count > 0 else {
      return .element("p", [:], "There are curves from the first report on.")
    }
    let accuracies = [
      ("exact", "exact"), ("case-insensitive alphanumeric", "case_insensitive_alphanumeric"),
      ("1-NED", "one_minus_ned"),
    ]
    let accuracy = LineChart(
      title: "Accuracy on the validation crops",
      series: accuracies.map { LineChart.Series(name: $0.0, points: history.points($0.1)) }.filter {
        !$0.points.isEmpty
      }, name: percent, mark: history.best.map { ($0.step, $0.exact) })
    func chart(_ title: String, _ column: String, isLogarithmic: Bool = false) -> HTML {
      LineChart(
        title: title, series: [.init(name: title, points: history.points(column))],
        isLogarithmic: isLogarithmic
      ).html
    }
    let best = history.best.map { best in
      HTML.element(
        "p", [:],
        "The dot is the report whose weights the model file holds: step \(grouped(Int(best.step))), \(percent(best.exact)) exact."
      )
    }
    return HTML([
      best ?? "",
      .element(
        "div", ["class": "columns"],
        [
          chart("Loss (\(loss), nats)", "loss", isLogarithmic: true),
          accuracy.series.isEmpty ? "" : accuracy.html, chart("Learning rate", "learning_rate"),
          chart("Norm of the gradients", "gradient_norm", isLogarithmic: true),
          chart("Crops a second", "crops_per_second"),
        ]),
    ])
  }

  private var pictures: HTML {
    guard !samples.isEmpty else { return .element("p", [:], "None could be drawn.") }
    let figures = samples.map { sample in
      HTML.element(
        "figure", [:],
        .element(
          "img",
          [
            "src": "data:image/png;base64," + base64(sample.picture.pngBytes()),
            // What it says stands below.
            "alt": "",
          ]), .element("figcaption", [:], shown(sample.label)))
    }
    return HTML([
      .element(
        "p", [:],
        "Crops of the coming step, distorted and scaled as the network sees them, and their labels."),
      .element("div", ["class": "pictures"], figures),
    ])
  }
}
