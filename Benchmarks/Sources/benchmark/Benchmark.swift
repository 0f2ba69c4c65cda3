import ArgumentParser
import Legible
import LegibleModels
import LegibleTensors

/// `benchmark`: what Legible's arithmetic takes. Every figure is a rate or a ratio measured in one session.
@main
struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the speed of Legible's kernels and networks.",
    subcommands: [Kernels.self, Layers.self, Cells.self, Ragged.self, Calls.self, Peer.self, Convert.self])
}

/// Where a network comes from: a model file, or a preset with random weights, which take the same time.
struct NetworkOptions: ParsableArguments {
  @Option(help: "A model file of any precision, instead of a preset.")
  var model: String?

  @Option(help: "A preset with random weights: \(NetworkSpec.presetNames.joined(separator: " or ")).")
  var preset = "crnn"

  /// The network, ready for reading, and its spec.
  func open() throws -> (network: ReadingNetwork, spec: NetworkSpec) {
    if let model {
      let model = try ReadingModel(contentsOf: model)
      return (model.network, model.spec)
    }
    let network = Network(try NetworkSpec.preset(preset, symbols: presetSymbols(preset)))
    network.initialize(seed: 1)
    return (network.reading(), network.spec)
  }
}

/// Outputs of a preset: 36 letters and digits as in the paper for `crnn`, printable ASCII for ours, and the
/// blank.
func presetSymbols(_ preset: String) -> Int { preset == "crnn" ? 37 : 96 }

/// A strip of crops side by side, with seeded noise in them.
func noise(widths: [Int], spec: NetworkSpec, seed: UInt64 = 1) -> Strip {
  let layout = StripLayout(height: spec.inputHeight, widths: widths, gap: spec.gap)
  let strip = Strip(layout: layout, channels: 1)
  var random = RandomSource(seed: seed)
  for (item, width) in widths.enumerated() {
    for row in 0..<layout.height {
      for column in 0..<width { strip.item(item, row: row)[column] = random.normal() }
    }
  }
  return strip
}
