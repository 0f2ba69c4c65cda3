/// Why options ask for no run.
public enum TrainingOptionsError: Error, Hashable, CustomStringConvertible {
  case outOfRange(option: String, value: String, limits: String)
  /// No data set, and a share of synthetic crops below 1.
  case noCrops
  /// All crops are synthetic, and there are data sets to train on.
  case unusedDatasets
  /// All crops are synthetic, so there is no epoch.
  case endlessEpochs
  /// All crops are synthetic, and neither steps nor minutes say when to end.
  case endlessRun
  /// Synthetic crops, and no `synthesis` to make them from.
  case noSynthesis
  /// Layers that keep weights, and no model to have them from.
  case frozenWithoutStart
  /// A network and a model to start from, which has its own.
  case twoNetworks

  public var description: String {
    switch self {
    case .outOfRange(let option, let value, let limits): "\(option) is \(value); it is \(limits)"
    case .noCrops: "nothing to train on: give data sets, or a syntheticShare of 1"
    case .unusedDatasets:
      "with a syntheticShare of 1 the data sets are not used: leave them out, or give a lower share"
    case .endlessEpochs: "synthetic crops have no end, so there are no epochs: give steps or minutes"
    case .endlessRun: "synthetic crops have no end: give steps or minutes"
    case .noSynthesis: "synthetic crops need fonts: say with synthesis where they are"
    case .frozenWithoutStart:
      "frozen layers keep the weights of a start, and there is none: give a start, or freeze nothing"
    case .twoNetworks: "the model to start from brings its own network: leave network out"
    }
  }
}

extension TrainingOptions {
  /// - Throws: `TrainingOptionsError` where a value is outside its limits or options contradict each other.
  public func check() throws(TrainingOptionsError) {
    if let option = outOfRange {
      throw .outOfRange(option: option.name, value: option.value(in: self) ?? "", limits: option.limits)
    }
    if let stretching, !stretching.isValid {
      throw .outOfRange(
        option: "stretching", value: "\(stretching)",
        limits: "an aspect above 0 and at most 64 with a share from 0 to 1")
    }
    if network != nil, start != nil { throw .twoNetworks }
    if frozen != nil, start == nil { throw .frozenWithoutStart }
    if syntheticShare < 1, datasets.isEmpty { throw .noCrops }
    if syntheticShare == 1, !datasets.isEmpty { throw .unusedDatasets }
    if syntheticShare == 1, epochs != nil { throw .endlessEpochs }
    if syntheticShare == 1, steps == nil, minutes == nil { throw .endlessRun }
    if syntheticShare > 0, synthesis == nil { throw .noSynthesis }
  }
}
