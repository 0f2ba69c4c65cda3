import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// Layers as they read bytes, beside their definition in `ByteReference`: equal, not close.
@Suite struct ByteLayerTests {
  static let widths = [5, 1, 30, 2, 17, 64, 3, 0]
  /// Of a group of four channels some and all, of a panel of 32 outputs some, all and more.
  static let sizes = [(1, 9), (4, 5), (19, 37), (64, 64)].map { Size(channels: $0.0, outputs: $0.1) }
  /// What the layers write.
  static let formats: [Strip.Format] = [
    .floats, .bytes(Quantization(scale: 0.021, zeroPoint: 0)),
    .bytes(Quantization(scale: 0.03, zeroPoint: 0, largest: 127)),
    .bytes(Quantization(scale: 0.017, zeroPoint: 128)),
  ]
  static let positive = Quantization(scale: 0.013, zeroPoint: 0)
  static let positiveSmall = Quantization(scale: 0.024, zeroPoint: 0, largest: 127)
  static let signed = Quantization(scale: 0.019, zeroPoint: 128)

  struct Size: Sendable, CustomTestStringConvertible {
    let channels, outputs: Int
    var testDescription: String { "\(channels) to \(outputs)" }
  }

  // MARK: Making inputs, weights and layers

  /// Random bytes in the items. What follows a position's channels must not matter, so it is full of ones.
  static func strip(
    _ widths: [Int], height: Int = 1, channels: Int, _ quantization: Quantization, gap: Int = 2, seed: UInt64
  ) -> Strip {
    var random = RandomSource(seed: seed)
    let strip = Strip()
    strip.reshape(
      StripLayout(height: height, widths: widths, gap: gap), channels: channels, format: .bytes(quantization))
    strip.bytes.update(repeating: 255, count: strip.count)
    for row in 0..<height {
      for column in 0..<strip.layout.width {
        for channel in 0..<channels {
          strip.bytePosition(row: row, column: column)[channel] = .random(
            in: 0...quantization.largest, using: &random)
        }
      }
      strip.clearGaps(row: row)
    }
    return strip
  }

  static func weights(_ outputs: Int, _ inputs: Int, seed: UInt64) -> QuantizedWeights {
    var random = RandomSource(seed: seed)
    let integers = (0..<outputs * inputs).map { _ in Int8.random(in: -127...127, using: &random) }
    let scales = (0..<outputs).map { _ in
      random.uniform(in: 0.5...2) / (90 * Float(inputs).squareRoot())
    }
    return QuantizedWeights(integers: TensorValues(integers), scales: TensorValues(scales))
  }

  static func bias(_ count: Int, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }

  private func reading(
    _ spec: any LayerSpec, on shape: FeatureShape, _ weights: [String: LayerWeights.Values] = [:],
    reads: Quantization, writes: Strip.Format
  ) -> ReadingSeries {
    ReadingSeries(
      spec.makeReading(
        ReadingRequest(
          input: shape, weights: LayerWeights(weights), reads: .bytes(reads), writes: writes)
      ).layers)
  }

  private static func item(_ strip: Strip, _ index: Int) -> ByteReference.Map {
    ByteReference.Map(
      height: strip.layout.height, width: strip.layout.widths[index], channels: strip.channels,
      bytes: strip.bytes(of: index))
  }

  /// Runs a layer and compares every item with what `reference` says of it, and the gaps with zero.
  private func check(
    _ layer: any ReadingLayer, _ input: Strip, writes: Strip.Format, distinct: Int = 5,
    _ reference: (ByteReference.Map) -> [Float]
  ) {
    let output = layer.read(input)
    #expect(output.format == writes && output.layout.count == input.layout.count)
    var seen = Set<Float>()
    for index in 0..<input.layout.count {
      let expected = reference(Self.item(input, index))
      switch writes {
      case .floats: #expect(output.elements(of: index) == expected, "item \(index)")
      case .bytes: #expect(output.bytes(of: index).map(Float.init) == expected, "item \(index)")
      }
      seen.formUnion(expected)
    }
    #expect(seen.count > distinct, "the outputs must differ for this test to see anything")
    switch writes {
    case .floats: #expect(output.gapsAreZero)
    case .bytes(let quantization): #expect(output.gapsAre(quantization.zeroPoint))
    }
  }

  // MARK: Beside the definition

  private func checkConvolution(
    _ word: String, _ size: Size, reads: Quantization, writes: Strip.Format, inPairs: Bool
  ) throws {
    let series = LayerSeries("\(word),\(size.outputs)", on: .map(4, size.channels))
    let spec = try #require(series.layers[0] as? Convolution)
    let taps = spec.kernel.height * spec.kernel.width
    let weights = Self.weights(size.outputs, size.channels * taps, seed: 1)
    let bias = Self.bias(size.outputs, seed: 2)
    let layer = reading(
      spec, on: series.shapes[0],
      ["weight": .bytes(weights), "bias": .floats(TensorValues(bias))], reads: reads, writes: writes)
    let reference = ByteReference(
      weights: weights, bias: bias, input: reads, writes: writes, isRectified: spec.kernel.activation == .relu
    )
    let strip = Self.strip(Self.widths, height: 4, channels: size.channels, reads, seed: 3)
    check(layer, strip, writes: writes) {
      inPairs ? reference.pairs($0, spec) : reference.convolution($0, spec)
    }
  }

  @Test(arguments: sizes, formats)
  func aConvolutionIsItsSum(size: Size, writes: Strip.Format) throws {
    // 255 is too large for pairs of columns.
    for (word, reads) in [
      ("Cr3,3", Self.positive), ("Cvl2,2", Self.positive), ("Cl5,1", Self.positive), ("Cl1,1", Self.signed),
      ("Cr1,1", Self.positive), ("Cvr4,3", Self.positiveSmall),
    ] {
      try checkConvolution(word, size, reads: reads, writes: writes, inPairs: false)
    }
  }

  @Test(arguments: [1, 4, 19, 64], formats)
  func aDepthwiseConvolutionIsItsSum(channels: Int, writes: Strip.Format) throws {
    for word in ["Dr3,3", "Dl5,5", "Dl1,3", "Dvr2,4"] {
      let series = LayerSeries(word, on: .map(5, channels))
      let spec = try #require(series.layers[0] as? DepthwiseConvolution)
      let weights = Self.weights(channels, spec.kernel.height * spec.kernel.width, seed: 12)
      let bias = Self.bias(channels, seed: 13)
      let layer = reading(
        spec, on: series.shapes[0],
        ["weight": .bytes(weights), "bias": .floats(TensorValues(bias))], reads: Self.positive,
        writes: writes)
      let reference = ByteReference(
        weights: weights, bias: bias, input: Self.positive, writes: writes,
        isRectified: spec.kernel.activation == .relu)
      let strip = Self.strip(Self.widths, height: 5, channels: channels, Self.positive, gap: 3, seed: 14)
      check(layer, strip, writes: writes) { reference.depthwise($0, spec) }
    }
  }

  @Test(arguments: sizes, formats)
  func pairsOfColumnsAreFourProductsOfRoundedWeights(size: Size, writes: Strip.Format) throws {
    for word in ["Cr3,3", "Cl1,3", "Cl5,3"] {
      try checkConvolution(word, size, reads: Self.positiveSmall, writes: writes, inPairs: true)
    }
  }

  /// Where no half sum exceeds a byte, F(2, 3) and the direct product differ by the rounding of those half
  /// sums alone: for kernels with an even sum not at all.
  @Test func pairsOfColumnsGiveWhatTheDirectProductGives() {
    var random = RandomSource(seed: 8)
    let (channels, outputs) = (6, 9)
    let integers = (0..<outputs * channels * 3).flatMap { _ -> [Int8] in
      let (g0, g1) = (Int8.random(in: -40...40, using: &random), Int8.random(in: -40...40, using: &random))
      let g2 = Int8.random(in: -40...40, using: &random)
      return [g0, g1, (g0 &+ g1 &+ g2) % 2 == 0 ? g2 : g2 + 1]
    }
    let weights = QuantizedWeights(
      integers: TensorValues(integers), scales: TensorValues((0..<outputs).map { 0.01 * Float($0 + 1) }))
    let values: [String: LayerWeights.Values] = [
      "weight": .bytes(weights), "bias": .floats(TensorValues(Self.bias(outputs, seed: 9))),
    ]
    let spec = Convolution(Kernel(height: 3, width: 3, activation: .linear), outputChannels: outputs)
    for gap in [1, 2] {
      let layout = StripLayout(height: 5, widths: [1, 2, 3, 30, 0, 31], gap: gap)
      let floats = randomStrip(layout, channels: channels, seed: 3)
      // The same bytes, said to be at most 127 and at most 255.
      let results = [UInt8(127), 255].map { largest in
        let quantization = Quantization(scale: 4.0 / 127, zeroPoint: 0, largest: largest)
        return reading(spec, on: .map(5, channels), values, reads: quantization, writes: .floats)
          .read(floats.quantized(quantization))
      }
      #expect(floats.elements.allSatisfy { $0 < 4 })
      #expect(results[0].elements == results[1].elements)
      #expect(results[0].gapsAreZero)
    }
  }

  @Test(arguments: sizes, formats)
  func aLinearLayerIsItsSum(size: Size, writes: Strip.Format) {
    let weights = Self.weights(size.outputs, size.channels, seed: 4)
    let bias = Self.bias(size.outputs, seed: 5)
    for reads in [Self.positive, Self.signed, .unit] {
      for activation in [Activation.linear, .relu] {
        let layer = reading(
          Linear(outputFeatures: size.outputs, activation: activation), on: .columns(size.channels),
          ["weight": .bytes(weights), "bias": .floats(TensorValues(bias))], reads: reads, writes: writes)
        let reference = ByteReference(
          weights: weights, bias: bias, input: reads, writes: writes, isRectified: activation == .relu)
        let strip = Self.strip(Self.widths, channels: size.channels, reads, seed: 6)
        check(layer, strip, writes: writes) { reference.linear($0) }
      }
    }
  }

  @Test(
    arguments: [
      Size(channels: 1, outputs: 3), Size(channels: 19, outputs: 13), Size(channels: 64, outputs: 40),
    ], formats)
  func anLSTMsProductsAreTheirSums(size: Size, writes: Strip.Format) {
    let (c, h) = (size.channels, size.outputs)
    for (direction, walks) in [
      (RecurrentDirection.forward, [false]), (.reverse, [true]), (.bidirectional, [false, true]),
    ] {
      for reads in [Self.positive, Self.signed] {
        var values: [String: LayerWeights.Values] = [:]
        let references = walks.map { reversed in
          let seed: UInt64 = reversed ? 20 : 10
          let (input, recurrent) = (
            Self.weights(4 * h, c, seed: seed), Self.weights(4 * h, h, seed: seed + 1)
          )
          let bias = Self.bias(4 * h, seed: seed + 2)
          let suffix = reversed ? "_l0_reverse" : "_l0"
          values["rnn.weight_ih" + suffix] = .bytes(input)
          values["rnn.weight_hh" + suffix] = .bytes(recurrent)
          values["rnn.bias" + suffix] = .floats(TensorValues(bias))
          let reference = ByteReference(
            weights: input, bias: bias, input: reads, writes: writes, isRectified: false)
          return { reference.lstm($0, recurrent: recurrent, reversed: reversed) }
        }
        let layer = reading(
          Recurrent(LSTM(hiddenSize: h), direction: direction), on: .columns(c), values, reads: reads,
          writes: writes)
        let strip = Self.strip(Self.widths, channels: c, reads, seed: 7)
        check(layer, strip, writes: writes) { (map: ByteReference.Map) -> [Float] in
          let parts = references.map { $0(map) }
          return (0..<map.width).flatMap { t in parts.flatMap { $0[t * h..<(t + 1) * h] } }
        }
      }
    }
  }

  @Test(arguments: ["Mp2,2", "Mp2,1", "Mp2,2,2,1,0,1", "Mp3,3,2,2,1,1"])
  func poolingOfBytesIsTheirMaximum(word: String) throws {
    for (quantization, channels) in [(Self.signed, 5), (Self.positiveSmall, 32)] {
      let spec = try #require(LayerSeries(word, on: .map(5, channels)).layers[0] as? MaxPooling)
      let layer = reading(
        spec, on: .map(5, channels), reads: quantization, writes: .bytes(quantization))
      let strip = Self.strip(Self.widths, height: 5, channels: channels, quantization, seed: 8)
      check(layer, strip, writes: .bytes(quantization)) { map in
        (0..<(5 + 2 * spec.paddingHeight - spec.kernelHeight) / spec.strideHeight + 1).flatMap { y in
          (0..<spec.outputWidth(map.width)).flatMap { x in
            (0..<channels).map { c in
              let window = (0..<spec.kernelHeight).flatMap { i in
                (0..<spec.kernelWidth).compactMap { j in
                  map.byte(
                    y * spec.strideHeight + i - spec.paddingHeight,
                    x * spec.strideWidth + j - spec.paddingWidth, c)
                }
              }
              return Float(window.max()!)
            }
          }
        }
      }
    }
  }

  @Test func theCollapseOfBytesPutsRowsSideBySide() {
    for channels in [3, 8] {
      let layer = reading(
        HeightCollapse(), on: .map(3, channels), reads: Self.signed, writes: .bytes(Self.signed))
      let strip = Self.strip(Self.widths, height: 3, channels: channels, Self.signed, seed: 9)
      check(layer, strip, writes: .bytes(Self.signed)) { map in
        (0..<map.width).flatMap { x in
          (0..<3).flatMap { y in (0..<channels).map { Float(map.byte(y, x, $0)!) } }
        }
      }
    }
  }

  // MARK: Blocks

  /// The shortcut is the bytes that the body reads, the body's sums are floats.
  @Test(arguments: ["l", "r"], formats)
  func aBlockAddsWhatItReads(activation: String, writes: Strip.Format) throws {
    let channels = 19
    // In columns, one by one and in pairs of columns.
    for (reads, middle, words, shape) in [
      (Self.signed, Self.positive, ["Cr1,1,7", "Cl5,5,19"], FeatureShape.map(4, channels)),
      (Self.positiveSmall, Self.positiveSmall, ["Cr3,3,7", "Cl3,3,19"], .map(4, channels)),
      (Self.signed, Self.signed, ["Fl7", "Fl19"], .columns(channels)),
    ] {
      let series = LayerSeries("R\(activation)[\(words.joined(separator: " "))]", on: shape)
      let body = try #require(series.layers[0] as? Residual).body
      let leaves = body.placed(name: "layers.0")
      let values = leaves.map { leaf in
        let tensors = leaf.spec.readingTensors(input: leaf.input)
        return (
          weights: Self.weights(tensors[1].count, tensors[0].count / tensors[1].count, seed: 31),
          bias: Self.bias(tensors[1].count, seed: 32)
        )
      }
      let inputs = [reads, middle]
      let builder = ReadingBuilder(
        weights: { leaf in
          let index = leaf.name == "layers.0.0" ? 0 : 1
          return LayerWeights([
            "weight": .bytes(values[index].weights), "bias": .floats(TensorValues(values[index].bias)),
          ])
        }, quantization: { $0 == "layers.0.0" ? reads : $0 == "layers.0.1" ? middle : nil })
      let layer = builder.series(series, name: "layers", reads: .bytes(reads), writes: writes)
      let strip = Self.strip(Self.widths, height: shape.height, channels: channels, reads, seed: 33)
      check(layer, strip, writes: writes) { map in
        var current = map
        var branch: [Float] = []
        for (index, leaf) in leaves.enumerated() {
          let reference = ByteReference(
            weights: values[index].weights, bias: values[index].bias, input: inputs[index],
            writes: index == 0 ? .bytes(middle) : .floats, isRectified: false)
          if let spec = leaf.spec as? Convolution {
            let inPairs = spec.kernel.width == 3 && inputs[index].largest <= 127
            branch = inPairs ? reference.pairs(current, spec) : reference.convolution(current, spec)
          } else {
            branch = reference.linear(current)
          }
          guard index == 0 else { break }
          current = ByteReference.Map(
            height: map.height, width: map.width, channels: 7, bytes: branch.map { UInt8($0) })
        }
        return ByteReference.residual(
          map.bytes, reads, branch, isRectified: activation == "r", writes: writes)
      }
    }
  }

  @Test func weightsAreRoundedToTheNearestOf255Steps() {
    let floats: [Float] = [1, -0.5, 0.004, 0, 0, 0, 0, 0, 0, 1e-30, 0, 0]
    let weights = floats.withUnsafeBufferPointer { QuantizedWeights(rounding: $0, outputs: 3) }
    #expect(weights.integers.array == [127, -64, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(
      weights.scales.array == [1.0 / 127, QuantizedWeights.smallestScale, QuantizedWeights.smallestScale])
  }
}
