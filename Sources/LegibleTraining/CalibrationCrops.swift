import LegibleImages
import LegibleModels
import LegibleSynthesis
import LegibleTensors

extension Calibration {
  /// Crops that run together.
  private static let batchSize = 16

  /// Takes note of the activations that crops cause.
  /// - Parameter crops: their number, and how to come by one of them.
  /// - Throws: what `crop` throws, and `QuantizationError`.
  public func add(count: Int, spec: NetworkSpec, crop: (_ index: Int) throws -> Image) throws {
    let batch = Batch()
    for first in stride(from: 0, to: count, by: Self.batchSize) {
      let crops = try (first..<min(count, first + Self.batchSize)).map { index in
        (crop: TrainingCrop(image: try crop(index), text: "", origin: ""), label: [Int32]())
      }
      batch.fill(number: first, crops: crops, spec: spec)
      try add(batch.input)
    }
  }

  /// Crops from labelled data sets, drawn evenly by the seed; their labels are not looked at.
  /// - Returns: how many there were.
  /// - Throws: `ImageError` where none can be read, and `QuantizationError`.
  public func add(
    _ items: [LabelledCrop], limit: Int, seed: UInt64, spec: NetworkSpec
  ) throws -> Int {
    var random = RandomSource(seed: seed, stream: 0x6361_6C69)
    var images: [Image] = []
    var failure: (any Error)?
    for index in items.indices.shuffled(using: &random) {
      if images.count == limit { break }
      do { images.append(try Image(contentsOf: items[index].path)) } catch { failure = error }
    }
    if images.isEmpty, let failure { throw failure }
    try add(count: images.count, spec: spec) { images[$0] }
    return images.count
  }
}
