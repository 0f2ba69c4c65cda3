import LegibleSynthesis

// What may be otherwise in a run that goes on.

extension TrainingOptions {
  /// An option that makes a run what it is, and has another value than the run's.
  package struct FixedChange {
    package let name: String
    /// In words; nil where the option is left out, or too long to be shown.
    package let was, now: String?
  }

  /// The first option that differs from those of a run in a way that would make another run of it.
  ///
  /// What says when to end, to report, to save, and on what to measure may differ, and so may the places where
  /// the data lies. Everything else decides the arithmetic of a step, and which crops it sees.
  package func fixedChange(from run: TrainingOptions) -> FixedChange? {
    var allowed = run
    (allowed.epochs, allowed.steps, allowed.minutes, allowed.stepsOfEpochs) =
      (epochs, steps, minutes, stepsOfEpochs)
    (allowed.patience, allowed.stepsPerReport) = (patience, stepsPerReport)
    allowed.secondsPerCheckpoint = secondsPerCheckpoint
    allowed.datasets = datasets
    // Where there are no sets to measure on, crops are held out: with some, others would be trained on.
    if datasets.isEmpty || validation.isEmpty == run.validation.isEmpty { allowed.validation = validation }
    if let synthesis { allowed.synthesis?.move(to: synthesis) }
    guard allowed != self else { return nil }
    for (was, now) in zip(Mirror(reflecting: allowed).children, Mirror(reflecting: self).children) {
      let (wasWords, nowWords) = (words(was.value), words(now.value))
      guard wasWords != nowWords else { continue }
      // Dozens of numbers in one option; showing them would help nobody.
      let isShort = was.label != "synthesis"
      return FixedChange(
        name: was.label ?? "", was: isShort ? wasWords : nil, now: isShort ? nowWords : nil)
    }
    preconditionFailure("options that differ and say the same")
  }
}

extension SynthesisOptions {
  /// Takes over where fonts, backgrounds and words lie, and what no crop depends on.
  fileprivate mutating func move(to other: SynthesisOptions) {
    (fontFolders, backgroundFolders, wordLists) =
      (other.fontFolders, other.backgroundFolders, other.wordLists)
    threads = other.threads
  }

  /// Takes fonts, backgrounds and words from another folder, laid out as by `init(folder:)`.
  package mutating func move(to folder: String) { move(to: SynthesisOptions(folder: folder)) }
}

/// An option's value; nil where it is left out.
private func words(_ value: Any) -> String? {
  let mirror = Mirror(reflecting: value)
  guard mirror.displayStyle == .optional else { return "\(value)" }
  return mirror.children.first.map { "\($0.value)" }
}
