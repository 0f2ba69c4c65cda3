import Legible
import LegibleEvaluation
import LegibleModels

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a model reads of the crops that a run is measured on.
public struct ValidationReport: Sendable {
  /// All sets' crops together.
  public var all: AccuracyReport
  /// Each set's alone, in order; without a time.
  public var sets: [(name: String, accuracy: AccuracyReport)]
}

extension ValidationReport {
  /// Reads all sets.
  package init(_ sets: [ValidationSet], readWith model: Model, threads: Int) {
    let recognizer = Recognizer(model)
    var all = Evaluation()
    let start = Date()
    self.sets = sets.map { set in
      var evaluations = [all, Evaluation()]
      set.read(with: recognizer, threads: threads, into: &evaluations)
      all = evaluations[0]
      return (set.name, evaluations[1].report(seconds: 0))
    }
    self.all = all.report(seconds: Date().timeIntervalSince(start))
  }
}
