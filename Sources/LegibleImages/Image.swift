/// A decoded picture: upright, one channel of luma.
public struct Image: Equatable, Sendable {
  /// Columns, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// `[height, width]`, row-major, top row first: ITU-R BT.601 luma, 0 black to 255 white.
  public var pixels: [UInt8]
  /// Why some pixels are not those of the file, where `ImageLimits.allowsDamage` has let it be read all the
  /// same; nil otherwise.
  public internal(set) var damage: ImageError?

  /// - Parameter pixels: `[height, width]`, row-major.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width >= 1 && height >= 1 && pixels.count == width * height,
      "an image of \(width)x\(height) cannot hold \(pixels.count) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
