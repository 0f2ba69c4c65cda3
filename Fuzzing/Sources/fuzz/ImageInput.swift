import LegibleImages

/// What the targets of image formats have in common.
final class ImageInput {
  /// Used for input after input, as a recogniser does: what one picture leaves must not reach the next.
  private let decoder = ImageDecoder()
  private let resampler = Resampler()

  /// Small, so that the search goes on quickly; how large a picture may be changes nothing in what happens to it.
  private static let limits = ImageLimits(pixels: 1 << 16, side: 4096, fileBytes: 1 << 20, scans: 10)
  private static let limitsWithDamage: ImageLimits = {
    var allowing = limits
    allowing.allowsDamage = true
    return allowing
  }()
  private static let height = 8

  /// Decodes a file and scales it as reading does, with damage refused and allowed.
  func run(_ bytes: UnsafeRawBufferPointer) {
    let whole = decode(bytes, Self.limits)
    let any = decode(bytes, Self.limitsWithDamage)
    switch (whole, any) {
    case (.success(let image), .success(let other)):
      precondition(
        image == other && image.damage == nil, "a whole picture is another where damage is allowed")
    case (.failure(let error), .success(let image)):
      precondition(image.damage == error, "refused for another reason than the damage that it has")
    case (.failure, .failure): break
    case (.success, .failure): preconditionFailure("a whole picture is refused where damage is allowed")
    }
    if case .success(let image) = any { scale(image) }
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, _ limits: ImageLimits
  ) -> Result<Image, ImageError> {
    let alone = Result { () throws(ImageError) in
      try ImageDecoder().decode(bytes, name: "input", limits: limits)
    }
    let again = Result { () throws(ImageError) in try decoder.decode(bytes, name: "input", limits: limits) }
    precondition(alone == again, "decoded another way in memory that was used before")
    return again
  }

  private func scale(_ image: Image) {
    precondition(image.pixels.count == image.width * image.height, "a picture without all of its pixels")
    let width = min(256, max(1, image.width * Self.height / image.height))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width * Self.height) { strip in
      image.writeInputStrip(
        of: image.area, width: width, height: Self.height, into: strip.baseAddress!, rowStride: width,
        using: resampler)
      for value in strip { precondition(-1.001...1.001 ~= value, "a scaled pixel is \(value)") }
    }
  }
}
