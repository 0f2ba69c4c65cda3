import Legible
import LegibleImages
import LegibleModels
import LegibleSynthesis
import LegibleTensors

extension Calibration {
  /// Takes note of the activations that crops cause. No more crops are in memory than run together.
  /// - Parameters:
  ///   - spec, scaling: of the network.
  ///   - crop: one of `count` crops, by its number from 0; asked for in order.
  /// - Throws: what `crop` throws, `TrainingDataError` for a crop too wide to be a line, and
  ///   `QuantizationError`.
  package func add(count: Int, spec: NetworkSpec, scaling: CropScaling, crop: (_ index: Int) throws -> Image)
    throws
  {
    let run = CalibrationRun(self, spec: spec, scaling: scaling)
    for index in 0..<count { try run.add(crop(index)) }
    try run.run()
  }

  /// Crops from labelled data sets, drawn evenly by the seed; their labels are not looked at. Those that
  /// cannot be read or are too wide to be lines are left out.
  /// - Returns: how many there were, at most `limit`.
  /// - Throws: `ImageError` or `UnusableCrop` where none can be used, and `QuantizationError`.
  package func add(
    _ items: [LabelledCrop], limit: Int, seed: UInt64, spec: NetworkSpec, scaling: CropScaling
  ) throws -> Int {
    let run = CalibrationRun(self, spec: spec, scaling: scaling)
    var random = RandomSource(seed: seed, stream: 0x6361_6C69)
    var count = 0
    var failure: (any Error)?
    for index in items.indices.shuffled(using: &random) {
      if count == limit { break }
      do {
        let image = try Image(contentsOf: items[index].path)
        try run.add(image)
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
    try run.run()
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
private struct CalibrationRun {
  private let calibration: Calibration
  private let scaling: CropScaling
  private let gatherer: CropGatherer

  init(_ calibration: Calibration, spec: NetworkSpec, scaling: CropScaling) {
    self.calibration = calibration
    self.scaling = scaling
    gatherer = CropGatherer(spec)
  }

  func add(_ image: Image) throws {
    let image = scaling.shown(image).image
    let input = scaling.inputCrop(of: image)
    try TrainingData.check(stripWidth: input.width, height: scaling.height)
    if !gatherer.hasRoom(forWidth: input.width) { try run() }
    gatherer.add(image, area: input.area, index: 0, width: input.width)
  }

  /// Runs the network on those that have been gathered.
  func run() throws {
    guard !gatherer.crops.isEmpty else { return }
    gatherer.layOut()
    gatherer.removeAll()
    try calibration.add(gatherer.strip)
  }
}
