/// The reports of a run so far, from its log: tab-separated values under names of columns.
package struct TrainingHistory: Sendable {
  /// By the name of the column; all are equally long. A field without a number is NaN.
  private var columns: [String: [Double]] = [:]
  /// Reports in it.
  package private(set) var count = 0

  /// - Parameter log: lines with other than their head's number of fields are left out.
  package init(log: String) {
    var lines = log.split(separator: "\n")[...]
    guard let names = lines.popFirst()?.split(separator: "\t").map(String.init) else { return }
    var values = [[Double]](repeating: [], count: names.count)
    for line in lines {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == names.count else { continue }
      for (index, field) in fields.enumerated() { values[index].append(Double(field) ?? .nan) }
      count += 1
    }
    columns = Dictionary(zip(names, values)) { first, _ in first }
  }

  /// The values of a column over the steps; those that are no numbers are left out.
  package func points(_ name: String) -> [(x: Double, y: Double)] {
    guard let steps = columns["step"], let values = columns[name] else { return [] }
    return zip(steps, values).filter { $0.isFinite && $1.isFinite }.map { ($0, $1) }
  }

  /// The last number of a column.
  package func last(_ name: String) -> Double? { points(name).last?.y }

  /// The report with the best accuracy that the run kept: the last one that is marked so.
  package var best: (step: Double, exact: Double)? {
    guard let mark = points("best").last(where: { $0.y == 1 }),
      let exact = points("exact").first(where: { $0.x == mark.x })
    else { return nil }
    return (mark.x, exact.y)
  }
}
