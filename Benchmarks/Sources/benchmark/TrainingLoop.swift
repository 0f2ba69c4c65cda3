import LegibleCTC
import LegibleLayers
import LegibleModels
import LegibleTensors
import LegibleTraining

/// Training steps as PyTorch's tutorial loop takes them: forward, mean CTC loss over label lengths, backward, AdamW. The
/// trainer's clipping and moving average are left out, because the other side has none, and dropout, because it would draw
/// other numbers there.
final class TrainingLoop {
  private let optimizer: AdamW
  private let pass: TrainingSeries
  private let workspace = Workspace()
  private let logitsGradient = Strip()
  private var losses: [CTCLoss] = []
  private var steps = 0

  init(_ network: Network) {
    optimizer = AdamW(network.parameters)
    pass = TrainingSeries(
      zip(network.spec.layers, network.layers).filter { !($0.0 is Dropout) }.map(\.1))
  }

  /// Takes one step.
  /// - Returns: the loss as PyTorch's `CTCLoss` has it: each label's over its length, their mean.
  func step(_ input: Strip, labels: [[Int32]], threads: Int) -> Double {
    let context = TrainingContext(threads: threads, step: steps, workspace: workspace)
    let logits = pass.forward(input, context: context)
    logitsGradient.reshape(logits.layout, channels: logits.channels)
    logitsGradient.clearGaps(row: 0)
    while losses.count < labels.count { losses.append(CTCLoss()) }
    var results = [Double](repeating: 0, count: labels.count)
    losses.withUnsafeMutableBufferPointer { losses in
      results.withUnsafeMutableBufferPointer { results in
        parallelFor(pieces: labels.count, threads: threads) { item in
          results[item] = losses[item](
            logits: logits.item(item), columns: logits.layout.widths[item], symbols: logits.channels,
            label: labels[item], gradient: logitsGradient.item(item))
        }
      }
    }
    pass.backward(logitsGradient, context: context)
    let mean = 1 / Double(labels.reduce(0) { $0 + $1.count })
    optimizer.step(steps, rate: 1e-3, gradientScale: Float(mean), threads: threads)
    steps += 1
    return results.reduce(0, +) * mean
  }
}
