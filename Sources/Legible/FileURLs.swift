import LegibleImages
import LegibleModels

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Recognizer {
  /// Opens a model file.
  /// - Parameter url: of a file.
  /// - Throws: `ModelFileError` for a file that is not a whole, known model.
  public convenience init(contentsOf url: URL) throws(ModelFileError) {
    guard url.isFileURL else {
      throw ModelFileError(
        path: url.absoluteString, kind: .unreadable, message: "not a file; download the model first")
    }
    try self.init(contentsOf: url.path)
  }
}

extension Image {
  /// Decodes a PNG or JPEG file, as `init(contentsOf:limits:)` does with a path.
  /// - Parameter url: of a file.
  /// - Throws: `ImageError`.
  public init(contentsOf url: URL, limits: ImageLimits = .default) throws(ImageError) {
    guard url.isFileURL else {
      throw ImageError(
        file: url.absoluteString, fact: .unreadable(reason: "not a file; download the picture first"))
    }
    try self.init(contentsOf: url.path, limits: limits)
  }
}
