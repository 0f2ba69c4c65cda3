import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// Convolutions as they read: with normalisation and pooling taken in, and by Winograd's transforms.
@Suite struct ConvolutionReadingTests {
  /// Too few channels for Winograd's transforms, and enough.
  static let channels = [6, 20]
  static let poolings = [nil, "Mp2,2", "Mp2,1", "Mp1,2", "Mp2,2,2,1,0,1", "Mp3,3,2,2,1,1"]

  @Test(arguments: channels, poolings)
  func takingInWhatFollowsChangesNothing(channels: Int, pooling: String?) throws {
    for (padding, activation) in [("", "l"), ("", "r"), ("v", "r")] {
      let shape = FeatureShape.map(7, channels)
      let convolution = LayerCase("C\(padding)b\(activation)3,3,37", on: shape)
      let parameters = convolution.make().parameters
      let input = randomStrip(
        StripLayout(height: 7, widths: [4, 1, 9, 0, 6], gap: 2), channels: channels, seed: 1)

      // The sums, then the normalisation by its formula, then the pooling.
      let sums = LayerSeries("C\(padding)l3,3,37", on: shape)
      let apart = sums.reading(parameters).read(input)
      let (gain, offset, mean, variance) = (
        parameters[2].values, parameters[3].values, parameters[4].values, parameters[5].values
      )
      var place = 0
      apart.forEachElement {
        let c = place % 37
        let scale = gain[c] / (variance[c] + BatchNorm.epsilon).squareRoot()
        let value = (apart.base[$0] - mean[c]) * scale + offset[c]
        apart.base[$0] = activation == "r" ? max(0, value) : value
        place += 1
      }
      let expected = pooling.map { LayerSeries($0, on: sums.output).reading([]).read(apart) } ?? apart

      let words = "\(convolution) \(pooling ?? "")"
      let reading = LayerSeries(words, on: shape).reading(parameters)
      let together = reading.read(input)
      #expect(together.layout == expected.layout && together.gapsAreZero)
      // Sums of at most 180 terms of size 1/13 and a scale of up to about 4, rounded in another order.
      #expect(firstMismatch(together.elements, expected.elements, absolute: 1e-4) == nil, "\(words)")
      // All windows that lie side by side are taken in.
      #expect(
        reading.layers.count == (pooling.map { ["Mp2,2", "Mp2,1", "Mp1,2"].contains($0) } != false ? 1 : 2))
    }
  }

  /// The sum itself in double precision, item by item.
  private func sums(_ input: Strip, weight: [Float], bias: [Float]) -> [Double] {
    let (depth, columns) = (input.channels, bias.count)
    var result: [Double] = []
    for (offset, width) in zip(input.layout.offsets, input.layout.widths) {
      for row in 0..<input.layout.height {
        for column in offset..<offset + width {
          for d in 0..<columns {
            var sum = Double(bias[d])
            for i in 0..<3 where (0..<input.layout.height).contains(row + i - 1) {
              for j in 0..<3 {
                let x = input.position(row: row + i - 1, column: column + j - 1)
                for c in 0..<depth { sum += Double(x[c]) * Double(weight[(d * depth + c) * 9 + i * 3 + j]) }
              }
            }
            result.append(sum)
          }
        }
      }
    }
    return result
  }

  @Test(arguments: 1...9)
  func winogradsTilesAreTheSum(height: Int) throws {
    let item = LayerCase("Cl3,3,45", on: .map(height, 35))
    let parameters = item.make().parameters
    let input = item.input([1, 4, 0, 5, 8, 2, 11, 3], seed: UInt64(height))
    let output = try #require(item.reading()).read(input)
    // Sums of about size 1, but the transforms multiply by up to 100 and cancel again: 4e-5 is 7 roundings of 100. The largest
    // error of these cases, on AVX-512, is 2.1e-5.
    let expected = sums(input, weight: parameters[0].values, bias: parameters[1].values)
    #expect(firstMismatch(output.elements, expected) { _ in 4e-5 } == nil)
  }
}
