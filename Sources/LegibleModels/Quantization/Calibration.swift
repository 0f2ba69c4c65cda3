import LegibleLayers
import LegibleTensors

/// Finds out how large the activations of a network are, by running it on crops in float32: what its quantisation needs to
/// know besides the weights.
package final class Calibration {
  private let network: Network
  private let uses: [(layer: PlacedLayer, use: ByteUse)]
  /// In front of each layer whose input's step is to be found.
  private let probes: [(name: String, probe: Probe)]
  private let reading: ReadingNetwork
  private let session = ReadingSession()

  /// - Throws: `QuantizationError` where a weight is not finite.
  package init(_ network: Network) throws(QuantizationError) {
    for parameter in network.parameters where !parameter.tensorValues.elements.allSatisfy(\.isFinite) {
      throw .weightNotFinite(tensor: parameter.name)
    }
    self.network = network
    uses = network.spec.byteUses
    probes = uses.compactMap { layer, use in
      if case .multiplies = use { (layer.name, Probe()) } else { nil }
    }
    let byName = Dictionary(uniqueKeysWithValues: probes.map { ($0.name, $0.probe) })
    let values = network.parameterValues
    reading = ReadingNetwork(
      network.spec,
      builder: ReadingBuilder(weights: { values.folded($0) }, probe: { byName[$0] }))
  }

  /// Runs the network on a batch and takes note of its activations.
  /// - Parameter input: `[H, W, 1]`, gaps zero.
  /// - Throws: `QuantizationError` where an activation is not finite.
  package func add(_ input: Strip) throws(QuantizationError) {
    _ = reading.run(input, session: session)
    for (name, probe) in probes where probe.hasSeenNoNumber {
      throw .activationNotFinite(layer: String(name.dropFirst(NetworkSpec.name.count + 1)))
    }
  }

  /// The network with int8 weights and the activations' steps that were found.
  /// - Throws: `QuantizationError` where a weight is too large.
  package func quantizedNetwork() throws(QuantizationError) -> QuantizedNetwork {
    let histograms = Dictionary(uniqueKeysWithValues: probes.map { ($0.name, $0.probe.histogram) })
    var inputs: [String: Quantization] = [:]
    for (layer, use) in uses {
      switch use {
      case .passes, .floats: break
      case .multipliesFixed(let quantization): inputs[layer.name] = quantization
      case .multiplies(let zeroPoint, let largest):
        // Those above the zero point.
        let levels = zeroPoint == 0 ? Float(largest) : 127
        let step = (histograms[layer.name]?.clip(levels: levels) ?? 1) / levels
        inputs[layer.name] = Quantization(
          step: min(1e6, max(QuantizedWeights.smallestScale, step)), zeroPoint: zeroPoint, largest: largest)
      }
    }
    return try QuantizedNetwork(quantizing: network, inputs: inputs)
  }
}

/// Takes note of the numbers that pass it.
private final class Probe: ReadingLayer, @unchecked Sendable {
  // Unchecked: a calibration runs one batch at a time.
  private(set) var histogram = ActivationHistogram()
  /// True if something passed that is no finite number.
  private(set) var hasSeenNoNumber = false

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    output.reshape(input.layout, channels: input.channels)
    output.base.update(from: input.base, count: input.count)
    for item in 0..<input.layout.count {
      for row in 0..<input.layout.height {
        let values = UnsafeBufferPointer(
          start: input.item(item, row: row), count: input.layout.widths[item] * input.channels)
        guard values.allSatisfy(\.isFinite) else {
          hasSeenNoNumber = true
          return
        }
        histogram.add(values)
      }
    }
  }
}
