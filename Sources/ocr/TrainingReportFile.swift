import LegibleFiles
import LegibleReports
import LegibleTraining

/// The page of a run, written anew at its reports: who looks at it sees a whole one at any moment. A run is worth more
/// than its page: where that cannot be written, a warning says so once, and the run goes on.
final class TrainingReportFile {
  let path: String
  /// Whether the page is as it should be.
  private(set) var isWritten = false
  private var hasWarned = false
  private var lastWrite = -Double.infinity
  private let run: TrainingRun
  private let log: TrainingLog
  /// Nil where no crop can be drawn, of which the run itself will speak.
  private let sample: CropSample?
  private let facts: [(name: String, value: String)]

  /// Crops that are shown.
  private static let sampleSize = 40
  /// Between two writes while the run goes on, so that one with a report at every step is not slowed down.
  private static let secondsBetweenWrites = 10.0

  init(path: String, run: TrainingRun, log: TrainingLog) {
    (self.path, self.run, self.log) = (path, run, log)
    sample = try? CropSample(of: run)
    let model = run.plan.model
    var facts = [
      ("Model", run.plan.output), ("Network", "\(model.network.spec)"),
      ("Parameters", "\(model.network.spec.parameterCount)"),
      (model.alphabet == nil ? "Classes" : "Characters", "\(model.vocabulary.names.count)"),
    ]
    if !run.options.datasets.isEmpty { facts.append(("Data", run.options.datasets.joined(separator: ", "))) }
    if let synthesizer = run.plan.synthesizer { facts.append(("Synthetic", synthesizer.contents)) }
    let validation = run.data.validation.map { "\($0.name) (\($0.count))" }
    facts += [
      ("Validation", validation.isEmpty ? "none" : validation.joined(separator: ", ")),
      ("Length", "\(run.options.length) of \(run.options.batchSize) crops"),
    ]
    self.facts = facts
  }

  /// Writes the page, unless the run goes on and that has just been done.
  /// - Parameter end: how the run has ended; nil while it goes on.
  func update(end: TrainingEnd? = nil) {
    guard end != nil || now() - lastWrite >= Self.secondsBetweenWrites else { return }
    lastWrite = now()
    do throws(FileError) {
      try Pages.write(document(end: end), to: path)
      isWritten = true
    } catch {
      isWritten = false
      if !hasWarned { printError("warning: \(error)") }
      hasWarned = true
    }
  }

  private func document(end: TrainingEnd?) -> String {
    let state = run.state
    let first = state.step * run.options.batchSize
    let crops = (try? sample?.crops(first..<first + Self.sampleSize)) ?? []
    let standing =
      switch end {
      case nil: "Training: step \(state.step)"
      case .interrupted: "Interrupted at step \(state.step)"
      case .finished, .noImprovement: "Trained for \(state.step) steps"
      }
    return TrainingPage(
      title: standing, facts: facts + [("Time", TrainingProgress.duration(state.seconds))],
      history: log.history(), loss: run.plan.model.alphabet == nil ? "cross-entropy" : "CTC",
      progress: state.progress(run.options), isRunning: end == nil,
      samples: crops.map { TrainingPage.Sample(picture: $0.picture, label: $0.text) }
    ).document
  }
}
