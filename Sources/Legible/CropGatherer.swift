import LegibleImages
import LegibleModels
import LegibleTensors

/// Gathers crops that are to run together: scales them one after another as they come, then lays them side by
/// side in one strip. Its memory is used again by the next ones.
package final class CropGatherer {
  /// A crop that has been gathered.
  package struct Crop {
    /// The number that it was added under.
    package let index: Int
    /// Columns of the strip.
    package let width: Int
    /// The whole image as it was added, and what of it is in the strip.
    package let image: PixelArea
    package let area: PixelArea
    /// How that image lies in the one that it was made of: turned to that, it is as it was.
    package let orientation: TextOrientation
    /// `Image.damage`.
    package let damage: ImageError?
    /// First float in `scaled`.
    fileprivate let start: Int
  }

  /// Crops that run together at most. More make long products, fewer spread better over threads.
  package static let limit = 16
  /// Columns that run together at most, unless a single crop has more: it bounds each thread's memory.
  private static let columnLimit = 4096

  /// In the order in which they came.
  package private(set) var crops: [Crop] = []
  /// `[H, W, 1]`, after `layOut`.
  package let strip = Strip()
  private var columns = 0
  /// The crops as the network reads them, one after the other, each `[height, width]`.
  private let scaled = FloatBuffer()
  private let resampler = Resampler()
  private let height, gap: Int

  /// - Parameter spec: of the network that reads the strip.
  package init(_ spec: NetworkSpec) {
    height = spec.inputHeight
    gap = spec.gap
  }

  /// Whether a crop of so many columns may join those that are there. There is always room for the first.
  package func hasRoom(forWidth width: Int) -> Bool {
    crops.isEmpty || (crops.count < Self.limit && columns + width <= Self.columnLimit)
  }

  /// Scales a crop and keeps it.
  /// - Parameters:
  ///   - area: what of it is shown.
  ///   - orientation: how it lies in the image that it was made of.
  ///   - width: columns that it gets, for which there must be room.
  package func add(
    _ image: Image, area: PixelArea, orientation: TextOrientation = .upright, index: Int, width: Int
  ) {
    precondition(hasRoom(forWidth: width), "a crop of \(width) columns beside \(columns)")
    if crops.isEmpty { scaled.reserve(height * max(Self.columnLimit, width)) }
    let crop = Crop(
      index: index, width: width, image: image.area, area: area, orientation: orientation,
      damage: image.damage,
      start: columns * height)
    image.writeInputStrip(
      of: area, width: width, height: height, into: scaled.base + crop.start, rowStride: width,
      using: resampler)
    crops.append(crop)
    columns += width
  }

  /// Lays the crops side by side into `strip`.
  package func layOut() {
    strip.reshape(height: height, count: crops.count, gap: gap, channels: 1) { crops[$0].width }
    for row in 0..<height {
      strip.clearGaps(row: row)
      for (item, crop) in crops.enumerated() {
        strip.item(item, row: row).update(
          from: scaled.base + crop.start + row * crop.width, count: crop.width)
      }
    }
  }

  package func removeAll() {
    crops.removeAll(keepingCapacity: true)
    columns = 0
  }
}
