import LegibleImages

/// A crop to train on.
package struct TrainingCrop: Sendable {
  package var image: Image
  package var text: String
  /// Where it comes from: a file's path, or the number of a synthetic crop. For messages.
  package var origin: String

  package init(image: Image, text: String, origin: String) {
    self.image = image
    self.text = text
    self.origin = origin
  }
}

/// Gives the crops of a run. Crop `index` is a function of the run's seed and `index` alone, whoever asks and
/// when.
package protocol CropSource: Sendable {
  /// One thread's access to the source.
  func makeReader() throws -> any CropReader
}

package protocol CropReader: AnyObject {
  func crop(_ index: UInt64) throws -> TrainingCrop
}
