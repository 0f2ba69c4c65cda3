/// The largest picture that is decoded. A file that claims more is refused from its header, before anything
/// is allocated for its pixels.
public struct ImageLimits: Equatable, Sendable {
  /// Width times height.
  public var pixels: Int
  /// Width, and height, each.
  public var side: Int
  /// Bytes of the file.
  public var fileBytes: Int
  /// Scans of a progressive JPEG. Each one costs a pass over the whole picture, and a few bytes can ask for
  /// one; encoders write about ten.
  public var scans: Int

  /// 100 million pixels, 65,535 a side, 512 MiB, 100 scans.
  public static let `default` = ImageLimits()

  public init(
    pixels: Int = 100_000_000, side: Int = 65_535, fileBytes: Int = 512 << 20, scans: Int = 100
  ) {
    precondition(
      pixels >= 1 && side >= 1 && fileBytes >= 1 && scans >= 1, "every image limit is at least 1")
    self.pixels = pixels
    self.side = side
    self.fileBytes = fileBytes
    self.scans = scans
  }

  /// - Throws: `ImageError` where a picture of this size may not be decoded.
  func check(width: Int, height: Int, name: String) throws(ImageError) {
    // A header's sides have 32 bits at most, so the product fits.
    guard max(width, height) <= side else {
      throw ImageError(file: name, fact: .sideTooLong(width: width, height: height, limit: side))
    }
    guard width * height <= pixels else {
      throw ImageError(file: name, fact: .tooManyPixels(width: width, height: height, limit: pixels))
    }
  }
}
