import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// Recurrent layers as they read bytes, beside the same layers of floats with the numbers that their bytes stand for.
/// `ByteLayerTests` compares the LSTM bit by bit.
@Suite struct ByteRecurrentTests {
  private struct Layers {
    let bytes, floats, withoutRecurrence: ReadingSeries
  }

  private func layers(_ word: String, channels: Int, reads: Quantization) -> Layers {
    let spec = LayerSeries(word, on: .columns(channels)).layers[0]
    var (bytes, floats): ([String: LayerWeights.Values], [String: LayerWeights.Values]) = ([:], [:])
    var alone = floats
    for (number, tensor) in spec.readingTensors(input: .columns(channels)).enumerated() {
      let seed = UInt64(number + 1)
      guard tensor.isMatrix else {
        let values = TensorValues(ByteLayerTests.bias(tensor.count, seed: seed))
        bytes[tensor.role] = .floats(values)
        floats[tensor.role] = .floats(values)
        alone[tensor.role] = .floats(values)
        continue
      }
      let weights = ByteLayerTests.weights(tensor.shape[0], tensor.shape[1], seed: seed)
      let values = (0..<tensor.count).map {
        Float(weights.integers.base[$0]) * weights.scales.base[$0 / tensor.shape[1]]
      }
      bytes[tensor.role] = .bytes(weights)
      floats[tensor.role] = .floats(TensorValues(values))
      let isRecurrent = tensor.role.contains("_hh")
      alone[tensor.role] = .floats(TensorValues(isRecurrent ? values.map { _ in 0 } : values))
    }
    func reading(_ values: [String: LayerWeights.Values], _ reads: Strip.Format) -> ReadingSeries {
      ReadingSeries(
        spec.makeReading(
          ReadingRequest(
            input: .columns(channels), weights: LayerWeights(values), reads: reads, writes: .floats)
        ).layers)
    }
    return Layers(
      bytes: reading(bytes, .bytes(reads)), floats: reading(floats, .floats),
      withoutRecurrence: reading(alone, .floats))
  }

  private func read(
    _ word: String, channels: Int, reads: Quantization
  ) -> (bytes: [Float], floats: [Float], alone: [Float]) {
    let layers = layers(word, channels: channels, reads: reads)
    let strip = ByteLayerTests.strip([9, 1, 14, 0, 3], channels: channels, reads, seed: 6)
    let bytes = strip.layout.widths.indices.flatMap { strip.bytes(of: $0) }
    let numbers = filledStrip(strip.layout, channels: channels) {
      (Float(bytes[$0]) - Float(reads.zeroPoint)) * reads.scale
    }
    return (
      layers.bytes.read(strip).elements, layers.floats.read(numbers).elements,
      layers.withoutRecurrence.read(numbers).elements
    )
  }

  private func distance(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).map { abs($0 - $1) }.max() ?? 0
  }

  /// What enters the next step is rounded to steps of 1/127, off by 1/254 at most. A sum of such errors by weights of
  /// about 0.9 / sqrt(terms) has a standard deviation of 0.002, five of which, handed on over some steps, are below
  /// 0.03.
  @Test(
    arguments: [
      "Lfx19", "Lpbx19", "Lcbx19", "Gbx19", "Gprx19", "Gpbx19", "Etbx19", "Esbx19", "Jtbx19,s7", "Jsbx19,l7",
    ],
    [ByteLayerTests.positive, ByteLayerTests.signed])
  func cellsOfBytesAreCloseToTheirFloats(word: String, reads: Quantization) {
    let results = read(word, channels: 13, reads: reads)
    let error = distance(results.bytes, results.floats)
    #expect(error < 0.03)
    // So much further off is a layer without its recurrent products.
    #expect(distance(results.alone, results.floats) > 4 * error)
  }

  /// A rectified hidden state has no bounds: it is multiplied as floats, by the numbers that its weights' bytes stand
  /// for, and nothing is lost but roundings.
  @Test func aRectifiedHiddenStateIsNotRounded() {
    let results = read("Erbx19", channels: 13, reads: ByteLayerTests.signed)
    #expect(firstMismatch(results.bytes, results.floats, absolute: 1e-4, relative: 1e-4) == nil)
    #expect(distance(results.alone, results.floats) > 0.1)
  }
}
