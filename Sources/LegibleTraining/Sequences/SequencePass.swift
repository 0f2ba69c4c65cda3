import LegibleCTC
import LegibleLayers
import LegibleModels
import LegibleTensors

/// A network over sequences and its loss: forwards, and back into the gradients of its parameters.
package final class SequencePass {
  /// What a pass came to.
  package struct Outcome: Sendable {
    /// The sum over all targets: cross-entropies in nats, or halves of squared errors.
    package var loss: Double
    /// Columns that had one.
    package var targets: Int
  }

  package let network: SequenceNetwork
  package let outputGradient = Strip()
  private let series: TrainingSeries

  package init(_ network: SequenceNetwork) {
    self.network = network
    series = TrainingSeries(network.layers)
  }

  /// Forward pass and loss; the loss's gradient with respect to the outputs is left in `outputGradient`.
  /// - Parameters:
  ///   - input: `[T, C]`, kept until `backward`.
  ///   - targets: one for each column of the strip, gaps included.
  package func forward(_ input: Strip, _ targets: SequenceTargets, context: TrainingContext) -> Outcome {
    let output = series.forward(input, context: context)
    let (layout, channels) = (output.layout, output.channels)
    outputGradient.reshape(layout, channels: channels)
    outputGradient.zero()
    // Added up in the order of the items, whatever thread each was on.
    var outcomes = [Outcome](repeating: Outcome(loss: 0, targets: 0), count: layout.count)
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      parallelFor(pieces: layout.count, threads: context.threads) { item in
        for column in layout.offsets[item]..<layout.offsets[item] + layout.widths[item] {
          let loss = loss(
            output.position(row: 0, column: column), channels, targets, column,
            gradient: outputGradient.position(row: 0, column: column))
          guard let loss else { continue }
          outcomes[item].loss += loss
          outcomes[item].targets += 1
        }
      }
    }
    return outcomes.reduce(Outcome(loss: 0, targets: 0)) {
      Outcome(loss: $0.loss + $1.loss, targets: $0.targets + $1.targets)
    }
  }

  /// Adds the gradients of the loss to those of the parameters.
  package func backward(context: TrainingContext) { series.backward(outputGradient, context: context) }

  /// The loss of one column; nil where it has no target.
  private func loss(
    _ output: UnsafePointer<Float>, _ channels: Int, _ targets: SequenceTargets, _ column: Int,
    gradient: UnsafeMutablePointer<Float>
  ) -> Double? {
    switch targets {
    case .symbols(let symbols):
      guard symbols[column] >= 0 else { return nil }
      return softmaxLoss(logits: output, count: channels, target: symbols[column], gradient: gradient)
    case .numbers(let numbers):
      guard !numbers[column].isNaN else { return nil }
      let error = output[0] - numbers[column]
      gradient[0] = error
      return Double(error * error) / 2
    }
  }
}
