import LegibleImages
import LegibleModels
import LegibleTensors

/// Crops ready for a training step. A batch is filled again and again, in the memory that it has.
package final class Batch {
  /// Number of the batch in the run, from 0.
  package private(set) var number = 0
  /// `[H, W, 1]`, values in `-1...1`.
  package let input = Strip()
  /// For each item the indices of its symbols.
  package private(set) var labels: [[Int32]] = []
  /// For each item where it comes from.
  package private(set) var origins: [String] = []

  private let resampler = Resampler()

  package init() {}

  /// - Parameters:
  ///   - crops: with their labels, already encoded.
  ///   - scaling, gap: of the network they are for.
  package func fill(
    number: Int, crops: [(crop: TrainingCrop, label: [Int32])], scaling: CropScaling, gap: Int
  ) {
    let height = scaling.height
    self.number = number
    labels.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    input.reshape(height: height, count: crops.count, gap: gap, channels: 1) {
      let image = crops[$0].crop.image
      return scaling.width(imageWidth: image.width, imageHeight: image.height)
    }
    for row in 0..<height { input.clearGaps(row: row) }
    for (index, (crop, label)) in crops.enumerated() {
      labels.append(label)
      origins.append(crop.origin)
      crop.image.writeInputStrip(
        width: input.layout.widths[index], height: height, into: input.item(index),
        rowStride: input.rowStride,
        using: resampler)
    }
  }
}
