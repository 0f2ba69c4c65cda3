import LegibleImages
import LegibleModels
import LegibleTensors

/// Crops ready for a training step.
public final class Batch {
  /// Number of the batch in the run, from 0.
  public let number: Int
  /// `[32, W, 1]`, values in `-1...1`.
  public let input: Strip
  /// For each item the indices of its symbols.
  public let labels: [[Int32]]
  /// For each item where it comes from.
  public let origins: [String]

  /// - Parameters:
  ///   - crops: with their labels, already encoded.
  ///   - spec: of the network they are for.
  public init(number: Int, crops: [(crop: TrainingCrop, label: [Int32])], spec: NetworkSpec) {
    let height = spec.inputHeight
    let minimumWidth = spec.minimumInputWidth
    self.number = number
    labels = crops.map(\.label)
    origins = crops.map(\.crop.origin)
    let widths = crops.map { max(minimumWidth, $0.crop.image.inputWidth(height: height)) }
    input = Strip(layout: StripLayout(height: height, widths: widths, gap: spec.gap), channels: 1)
    for (index, crop) in crops.enumerated() {
      crop.crop.image.writeInputStrip(
        width: widths[index], height: height, into: input.item(index), rowStride: input.rowStride)
    }
  }
}
