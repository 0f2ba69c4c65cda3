import ArgumentParser
import LegibleFiles

/// `ocr study draw`: the logs of runs as one chart.
struct StudyDraw: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draw the logs of several runs as one chart.",
    discussion: """
      A log is a file of tab-separated values whose first line names the columns, as --log of ocr train-language writes it.

      Example:
        ocr study draw "short=a.tsv" "long=b.tsv" --horizontal characters --vertical bits --output chart.svg
      """)

  @Argument(help: "Logs, each with a name for its line and = before its path.")
  var logs: [String]

  @Option(help: ArgumentHelp("The column that is drawn from left to right.", valueName: "column"))
  var horizontal = "step"

  @Option(help: ArgumentHelp("The column that is drawn upwards.", valueName: "column"))
  var vertical = "bits"

  @Option(help: ArgumentHelp("The first value of the horizontal column that is drawn.", valueName: "number"))
  var from = 0.0

  @Option(help: "The chart's title.")
  var title = ""

  @Flag(help: "Draw powers of ten at equal distances.")
  var logarithmic = false

  @Option(help: ArgumentHelp("The chart, as SVG.", valueName: "file"))
  var output: String

  /// Points of a line; more of a log are put together by their means.
  private static let points = 100
  private static let byteLimit = 1 << 28

  func run() throws {
    var lines: [LineChart.Line] = []
    for log in logs {
      guard let end = log.firstIndex(of: "=") else {
        throw Failure("\(log.quoted) has no name: write NAME=FILE")
      }
      let path = String(log[log.index(after: end)...])
      let points = try points(of: path).filter { $0.x >= from }
      lines.append(
        LineChart.Line(name: String(log[..<end]), points: LineChart.thinned(points, to: Self.points)))
    }
    let chart = LineChart(
      title: title, xLabel: horizontal, yLabel: vertical, isLogarithmic: logarithmic, lines: lines)
    try orFail(code: 1) {
      let file = try ReplacementFile(for: output)
      file.append(chart.svg)
      try file.commit()
    }
  }

  private func points(of path: String) throws(Failure) -> [(x: Double, y: Double)] {
    let text = try orFail {
      String(decoding: try [UInt8](contentsOf: path, limit: Self.byteLimit), as: UTF8.self)
    }
    var rows = text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    let names = rows.isEmpty ? [] : rows.removeFirst()
    func place(_ column: String) throws(Failure) -> Int {
      guard let place = names.firstIndex(of: column[...]) else {
        throw Failure(
          "\(path.printable): no column \(column.quoted); it has \(names.map { String($0).printable }.joined(separator: ", "))"
        )
      }
      return place
    }
    let (x, y) = (try place(horizontal), try place(vertical))
    return rows.compactMap { row in
      guard max(x, y) < row.count, let a = Double(row[x]), let b = Double(row[y]) else { return nil }
      return (a, b)
    }
  }
}
