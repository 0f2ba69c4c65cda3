import LegibleImages
import LegibleModels
import LegibleSynthesis
import LegibleTensors

extension Calibration {
  /// Takes note of the activations that crops cause. No more crops are in memory than run together.
  /// - Parameters:
  ///   - scaling, gap: of the network.
  ///   - crop: one of `count` crops, by its number from 0; asked for in order.
  /// - Throws: what `crop` throws, `TrainingDataError` for a crop too wide to be a line, and
  ///   `QuantizationError`.
  package func add(count: Int, scaling: CropScaling, gap: Int, crop: (_ index: Int) throws -> Image) throws {
    let gathering = CropGathering(self, scaling: scaling, gap: gap)
    for index in 0..<count { try gathering.add(crop(index)) }
    try gathering.run()
  }

  /// Crops from labelled data sets, drawn evenly by the seed; their labels are not looked at. Those that
  /// cannot be read or are too wide to be lines are left out.
  /// - Returns: how many there were, at most `limit`.
  /// - Throws: `ImageError` or `UnusableCrop` where none can be used, and `QuantizationError`.
  package func add(
    _ items: [LabelledCrop], limit: Int, seed: UInt64, scaling: CropScaling, gap: Int
  ) throws -> Int {
    let gathering = CropGathering(self, scaling: scaling, gap: gap)
    var random = RandomSource(seed: seed, stream: 0x6361_6C69)
    var count = 0
    var failure: (any Error)?
    for index in items.indices.shuffled(using: &random) {
      if count == limit { break }
      do {
        let image = try Image(contentsOf: items[index].path)
        try gathering.add(image)
        count += 1
      } catch let error as QuantizationError {
        throw error
      } catch let error as TrainingDataError {
        failure = UnusableCrop(path: items[index].path, reason: error)
      } catch {
        failure = error
      }
    }
    if count == 0, let failure { throw failure }
    try gathering.run()
    return count
  }
}

/// A crop of a data set that is no line of text.
package struct UnusableCrop: Error, Hashable, CustomStringConvertible {
  package let path: String
  package let reason: TrainingDataError

  package var description: String { "\(path): \(reason)" }
}

/// Crops on their way to a calibration, a few at a time.
private final class CropGathering {
  /// Crops that run together at most, and columns of theirs, unless one alone has more: it bounds the memory.
  private static let batchSize = 16
  private static let stripWidth = 4096

  private let calibration: Calibration
  private let scaling: CropScaling
  private let gap: Int
  private let batch = Batch()
  private var crops: [(crop: TrainingCrop, label: [Int32])] = []
  private var columns = 0

  init(_ calibration: Calibration, scaling: CropScaling, gap: Int) {
    self.calibration = calibration
    self.scaling = scaling
    self.gap = gap
  }

  func add(_ image: Image) throws {
    let width = scaling.width(imageWidth: image.width, imageHeight: image.height)
    try TrainingData.check(stripWidth: width, height: scaling.height)
    if crops.count == Self.batchSize || columns + width > Self.stripWidth { try run() }
    crops.append((TrainingCrop(image: image, text: "", origin: ""), []))
    columns += width
  }

  /// Runs the network on those that have been gathered.
  func run() throws {
    guard !crops.isEmpty else { return }
    batch.fill(number: 0, crops: crops, scaling: scaling, gap: gap)
    crops.removeAll(keepingCapacity: true)
    columns = 0
    try calibration.add(batch.input)
  }
}
