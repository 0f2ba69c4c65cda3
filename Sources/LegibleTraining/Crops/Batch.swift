import LegibleImages
import LegibleModels
import LegibleTensors

/// Crops ready for a training step. A batch is filled again and again, in the memory that it has.
///
/// They lie side by side in one strip, as a rule. Those of a batch that is wider than memory should be asked for
/// lie in several, which pass through the network one after the other and whose gradients add up; each strip is
/// normalised by its own statistics then. Where a strip ends depends on the crops' widths alone.
package final class Batch {
  /// Crops that pass through the network together.
  package struct Part {
    /// `[H, W, 1]`, values in `-1...1`.
    package let input: Strip
    /// Which crops of the batch its items are.
    package let items: Range<Int>
  }

  /// Columns of a strip at most: it bounds the memory of a step, to about a gigabyte for the network `small`.
  /// 64 crops may be 320 pixels wide each before they are parted.
  package static let columnLimit = 64 * 320
  /// Widest input strip of a crop that is trained on, pixels: a wider one is no line of text. The check of the
  /// data leaves it out; one that a distortion has made wider, or that has replaced another since, is squeezed.
  package static let widestCrop = 8192

  /// Number of the batch in the run, from 0.
  package private(set) var number = 0
  /// In the order of the crops.
  package private(set) var parts: [Part] = []
  /// For each item the indices of its symbols.
  package private(set) var labels: [[Int32]] = []
  /// For each item where it comes from.
  package private(set) var origins: [String] = []

  /// Those of the parts come first; the others wait for wider batches.
  private var strips: [Strip] = []
  private var widths: [Int] = []
  private var areas: [PixelArea] = []
  private let resampler = Resampler()

  package init() {}

  /// - Parameters:
  ///   - crops: with their labels, already encoded.
  ///   - scaling, gap: of the network they are for.
  package func fill(
    number: Int, crops: [(crop: TrainingCrop, label: [Int32])], scaling: CropScaling, gap: Int
  ) {
    self.number = number
    labels.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    widths.removeAll(keepingCapacity: true)
    areas.removeAll(keepingCapacity: true)
    parts.removeAll(keepingCapacity: true)
    for (crop, label) in crops {
      labels.append(label)
      origins.append(crop.origin)
      let input = scaling.inputCrop(of: crop.image)
      areas.append(input.area)
      widths.append(min(input.width, Self.widestCrop))
    }
    var first = 0
    var columns = 0
    for (index, width) in widths.enumerated() {
      if columns > 0, columns + width > Self.columnLimit {
        addPart(first..<index, of: crops, height: scaling.height, gap: gap)
        (first, columns) = (index, 0)
      }
      columns += width
    }
    addPart(first..<crops.count, of: crops, height: scaling.height, gap: gap)
  }

  private func addPart(
    _ items: Range<Int>, of crops: [(crop: TrainingCrop, label: [Int32])], height: Int, gap: Int
  ) {
    if strips.count == parts.count { strips.append(Strip()) }
    let input = strips[parts.count]
    input.reshape(height: height, count: items.count, gap: gap, channels: 1) {
      widths[items.lowerBound + $0]
    }
    for row in 0..<height { input.clearGaps(row: row) }
    for (item, index) in items.enumerated() {
      crops[index].crop.image.writeInputStrip(
        of: areas[index], width: widths[index], height: height, into: input.item(item),
        rowStride: input.rowStride, using: resampler)
    }
    parts.append(Part(input: input, items: items))
  }
}
