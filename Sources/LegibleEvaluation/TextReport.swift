import LegibleFiles
import LegibleLanguage

extension Evaluation {
  /// The report for people: the figures, the worst confusions and misreadings, and the failures; lines end
  /// with `\n`.
  ///
  /// - Parameters:
  ///   - seconds: the time that reading took.
  ///   - worst: the most lines that each list shows.
  public func textReport(seconds: Double, worst: Int = 10) -> String {
    let report = report(seconds: seconds)
    var text = """
      crops                          \(padded("\(report.count)"))
      failed                         \(padded("\(report.failed)"))
      exact                          \(padded(percent(report.exact)))
      case-insensitive alphanumeric  \(padded(percent(report.caseInsensitiveAlphanumeric)))
      1-NED                          \(padded(percent(report.oneMinusNED)))
      character error rate           \(padded(percent(report.cer)))
      word error rate                \(padded(percent(report.wer)))
      images per second              \(padded(oneDecimal(report.imagesPerSecond)))

      """
    if let boxes = report.boxes {
      text += """
        boxes of characters            \(padded("\(boxes.characters)"))
        boxes, mean IoU                \(padded(percent(boxes.meanIntersectionOverUnion)))
        boxes that miss                \(padded(percent(boxes.missed)))

        """
    }
    if let error = report.expectedCalibrationError {
      text += """
        expected calibration error     \(padded(format("%.3f", error)))
        read at 99% precision          \(padded(percent(report.at99Precision?.share ?? 0)))

        """
    }

    func list<Item>(_ title: String, _ items: [Item], _ line: (Item) -> String) {
      guard !items.isEmpty, worst > 0 else { return }
      text += "\n\(title)\n"
      for item in items.prefix(worst) { text += "  \(line(item))\n" }
      if items.count > worst { text += "  and \(items.count - worst) more\n" }
    }
    if report.reliability != nil {
      text += "\nConfidence, and how many texts are right (\(equality.words))\n" + reliability.diagram
      if let point = report.at99Precision {
        text += format(
          "  99%% of the texts with a confidence of at least %.3f are right\n",
          Double(point.minimumConfidence))
      }
    }
    list("Worst confusions", confusions) { "\(padded("\($0.count)"))  \($0.confusion)" }
    list("Worst misreadings", misreadings) {
      "\($0.path.printable): \(quoted($0.label)) read as \(quoted($0.prediction))"
    }
    list("Failures", failures) { "\($0.path.printable): \($0.reason.printable)" }
    return text
  }
}

extension TextEquality {
  /// For people.
  package var words: String {
    switch self {
    case .exact: "exact"
    case .caseInsensitiveAlphanumeric: "case-insensitive alphanumeric"
    }
  }
}

extension Confusion: CustomStringConvertible {
  /// For example `"O" read as "0"`; control characters are escaped.
  public var description: String {
    switch self {
    case .substitution(let label, let prediction):
      "\(quoted(String(label))) read as \(quoted(String(prediction)))"
    case .deletion(let label): "\(quoted(String(label))) lost"
    case .insertion(let prediction): "\(quoted(String(prediction))) added"
    }
  }
}

/// Whole and in quotes; quotes and backslashes within are escaped as well as what a terminal would obey.
private func quoted(_ text: String) -> String { String(reflecting: text).printable }

private func padded(_ text: String) -> String {
  String(repeating: " ", count: max(0, 9 - text.count)) + text
}

private func percent(_ fraction: Double) -> String { oneDecimal(fraction * 100) + "%" }

private func oneDecimal(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
