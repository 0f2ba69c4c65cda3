import ArgumentParser
import LegibleLayers
import LegibleTraining

/// How recurrent layers start, where a command trains them.
struct RecurrentStartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What recurrent weights start as: uniform, orthogonal, or the identity, which is for rectified Elman layers "
        + "(default: uniform).", valueName: "start"))
  var recurrentStart: TrainingOptions.RecurrentWeights?

  @Option(
    help: ArgumentHelp(
      "What the biases of LSTMs' forget gates start as: with 1 they start open (default: 1).",
      valueName: "number"))
  var forgetBias: Float?

  @Option(
    help: ArgumentHelp(
      "What the biases of GRUs' update gates start as: above 0 they start by keeping the state (default: 0).",
      valueName: "number"))
  var updateBias: Float?

  func validate() throws {
    for (flag, bias) in [("--forget-bias", forgetBias), ("--update-bias", updateBias)] {
      if let bias, !(-100...100 ~= bias) { throw ValidationError("\(flag) is a number from -100 to 100.") }
    }
  }

  var start: RecurrentStart { RecurrentStart(recurrentStart, forgetBias: forgetBias, updateBias: updateBias) }
}

extension TrainingOptions.RecurrentWeights: ExpressibleByArgument {}
