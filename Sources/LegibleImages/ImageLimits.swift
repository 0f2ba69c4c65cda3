/// What is accepted of a file: the largest picture, and whether pixels may be lost. A file that claims more
/// pixels is refused from its header, before anything is allocated for them.
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
  /// Whether a file that has lost some of its pixels (cut short, or with changed bytes) gives the picture that
  /// is left of it, with the reason in `Image.damage`, and not an error. A file that has all its pixels is
  /// whole, whatever else is odd about it.
  public var allowsDamage: Bool

  /// 100 million pixels, 65,535 a side, 512 MiB, 100 scans, no damage.
  public static let `default` = ImageLimits()

  public init(
    pixels: Int = 100_000_000, side: Int = 65_535, fileBytes: Int = 512 << 20, scans: Int = 100,
    allowsDamage: Bool = false
  ) {
    precondition(
      pixels >= 1 && side >= 1 && fileBytes >= 1 && scans >= 1, "every image limit is at least 1")
    self.pixels = pixels
    self.side = side
    self.fileBytes = fileBytes
    self.scans = scans
    self.allowsDamage = allowsDamage
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

  /// The picture, with what is wrong with it.
  /// - Parameter damage: Why pixels are lost; nil where none are.
  /// - Throws: `damage`, where none is allowed.
  func judge(_ image: Image, damage: ImageError?) throws(ImageError) -> Image {
    guard let damage else { return image }
    guard allowsDamage else { throw damage }
    var image = image
    image.damage = damage
    return image
  }
}
