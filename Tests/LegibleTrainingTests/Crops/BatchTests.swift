import LegibleImages
import LegibleModels
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

@Suite struct BatchTests {
  private let spec: NetworkSpec

  init() throws { spec = try NetworkSpec(parsing: "[1,16,0,1 Cr3,3,2 Mp16,4 S1(1x0)1,3 O1c3]") }

  private func crops(_ count: Int, seed: UInt64) -> [(crop: TrainingCrop, label: [Int32])] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { index in
      let (width, height) = (Int(random.uniform(in: 1...90)), Int(random.uniform(in: 1...40)))
      let pixels = (0..<width * height).map { _ in UInt8(random.uniform() * 255) }
      let image = Image(width: width, height: height, pixels: pixels)
      return (TrainingCrop(image: image, text: "", origin: "crop \(index)"), [Int32(index % 2 + 1)])
    }
  }

  /// Larger and smaller batches in turn.
  @Test func aBatchThatWasFilledBeforeHoldsTheSameAsAFreshOne() {
    let used = Batch()
    for (number, count) in [9, 2, 30, 0, 5].enumerated() {
      let crops = crops(count, seed: UInt64(number))
      let fresh = Batch()
      for batch in [used, fresh] {
        batch.fill(number: number, crops: crops, scaling: CropScaling(spec, .plain), gap: spec.gap)
      }
      #expect(used.number == number && used.labels == fresh.labels && used.origins == fresh.origins)
      #expect(used.parts.map(\.items) == [0..<count])
      let (input, expected) = (used.parts[0].input, fresh.parts[0].input)
      #expect(input.layout == expected.layout)
      #expect(input.elements.bits == expected.elements.bits)
      #expect(input.gapsAreZero)
    }
  }

  /// In the order of the crops, each strip as full as can be; an ordinary batch is one strip.
  @Test func aBatchBeyondTheColumnsOfAStripLiesInSeveral() {
    let scaling = CropScaling(spec, .plain)
    func parts(_ widths: [Int]) -> [[Int]] {
      let crops = widths.map { width in
        let image = Image(width: width, height: 16, pixels: Array(repeating: 9, count: width * 16))
        return (crop: TrainingCrop(image: image, text: "", origin: ""), label: [Int32(1)])
      }
      let batch = Batch()
      batch.fill(number: 0, crops: crops, scaling: scaling, gap: spec.gap)
      #expect(batch.parts.flatMap(\.items) == Array(widths.indices))
      return batch.parts.map(\.input.layout.widths)
    }
    #expect(parts(Array(repeating: 320, count: 64)) == [Array(repeating: 320, count: 64)])
    #expect(parts(Array(repeating: 320, count: 65)) == [Array(repeating: 320, count: 64), [320]])
    #expect(parts([8000, 8000, 4480, 4, 8192]) == [[8000, 8000, 4480], [4, 8192]])
    // What no check has let in: a picture that has replaced another since.
    #expect(parts([90_000, 30]) == [[8192, 30]])
  }

  #if os(Linux)
    @Test func fillingAgainAllocatesNothing() {
      let batch = Batch()
      let crops = crops(20, seed: 1)
      func fill() {
        batch.fill(number: 1, crops: crops, scaling: CropScaling(spec, .plain), gap: spec.gap)
      }
      #expect(allocations(fill) > 0)
      #expect(allocations(fill) == 0)
    }
  #endif
}
