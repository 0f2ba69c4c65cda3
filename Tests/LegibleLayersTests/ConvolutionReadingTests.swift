import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// Convolutions as they read: with normalisation and pooling taken in, and by Winograd's transforms.
@Suite struct ConvolutionReadingTests {
  /// Too few channels for Winograd's transforms, and enough.
  static let channels = [6, 20]
  static let poolings: [(kernel: (Int, Int), stride: (Int, Int), padding: (Int, Int))?] = [
    nil, ((2, 2), (2, 2), (0, 0)), ((2, 1), (2, 1), (0, 0)), ((1, 2), (1, 2), (0, 0)),
    ((2, 2), (2, 1), (0, 1)), ((3, 3), (2, 2), (1, 1)),
  ]

  @Test(arguments: channels, poolings.indices)
  func takingInWhatFollowsChangesNothing(channels: Int, pooling number: Int) throws {
    for (padding, activation) in [
      (Convolution.Padding.same, Activation.linear), (.same, .relu), (.valid, .relu),
    ] {
      let convolution = ConvolutionTests.make((3, 3), channels, 37, padding)
      let norm = BatchNormTests.make(37, activation)
      let pooling = Self.poolings[number].map {
        MaxPooling(kernel: $0.kernel, stride: $0.stride, padding: $0.padding)
      }
      let input = randomStrip(
        StripLayout(height: 7, widths: [4, 1, 9, 0, 6], gap: 2), channels: channels, seed: 1)
      let apart = try [convolution, norm, pooling as (any Layer)?].compactMap { $0 }
        .reduce(input) { try #require($1.inference()).read($0) }
      let together = convolution.inference(norm: norm, pooling: pooling)
        .reduce(input) { $1.read($0) }
      #expect(together.layout == apart.layout && together.gapsAreZero)
      // Sums of at most 180 terms of size 1/13 and a scale of up to about 4, rounded in another order.
      #expect(firstMismatch(together.elements, apart.elements, absolute: 1e-4) == nil)
    }
  }

  /// The sum itself in double precision, item by item.
  private func sums(_ input: Strip, _ layer: Convolution) -> [Double] {
    let (depth, columns) = (input.channels, layer.bias.count)
    var result: [Double] = []
    for (offset, width) in zip(input.layout.offsets, input.layout.widths) {
      for row in 0..<input.layout.height {
        for column in offset..<offset + width {
          for d in 0..<columns {
            var sum = Double(layer.bias.value.base[d])
            for i in 0..<3 where (0..<input.layout.height).contains(row + i - 1) {
              for j in 0..<3 {
                let x = input.position(row: row + i - 1, column: column + j - 1)
                for c in 0..<depth {
                  sum += Double(x[c]) * Double(layer.weight.value.base[(d * depth + c) * 9 + i * 3 + j])
                }
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
    let layer = ConvolutionTests.make((3, 3), 35, 45)
    let input = randomStrip(
      StripLayout(height: height, widths: [1, 4, 0, 5, 8, 2, 11, 3]), channels: 35, seed: UInt64(height))
    let output = try #require(layer.inference()).read(input)
    // Sums of about size 1, but the transforms multiply by up to 100 and cancel again: 4e-5 is 7 roundings of 100. The largest
    // error of these cases, on AVX-512, is 2.1e-5.
    #expect(firstMismatch(output.elements, sums(input, layer)) { _ in 4e-5 } == nil)
  }
}
