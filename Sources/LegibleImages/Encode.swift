import CJPEG
import CPNG
import LegibleFiles

extension Image {
  /// The picture as a baseline JPEG file, one channel.
  ///
  /// - Parameter quality: 1...100, libjpeg's scale.
  public func jpegBytes(quality: Int) -> [UInt8] {
    precondition((1...100).contains(quality), "JPEG quality \(quality) is not in 1...100")
    precondition(
      max(width, height) <= 65_500, "a JPEG of \(width)x\(height) has a side longer than 65,500")
    return collect(messageSize: Int(CJPEG_MESSAGE_SIZE), free: cjpeg_free) { bytes, count, message in
      cjpeg_encode_gray(pixels, UInt32(width), UInt32(height), Int32(quality), bytes, count, message)
    }
  }

  /// The picture as an 8-bit grayscale PNG file.
  public func pngBytes() -> [UInt8] {
    encodePNG(pixels, width: width, height: height, channels: 1)
  }

  /// A colour picture as an 8-bit RGB PNG file.
  ///
  /// - Parameter rgb: `[height, width, 3]`, row-major, red first.
  public static func pngBytes(rgb: [UInt8], width: Int, height: Int) -> [UInt8] {
    precondition(
      width >= 1 && height >= 1 && rgb.count == 3 * width * height,
      "an RGB image of \(width)x\(height) cannot hold \(rgb.count) bytes")
    return encodePNG(rgb, width: width, height: height, channels: 3)
  }

  /// Writes the picture as an 8-bit grayscale PNG file, whole or not at all.
  ///
  /// - Throws: `ImageError` with the file system's words.
  public func writePNG(to path: String) throws(ImageError) {
    do throws(FileError) {
      let file = try ReplacementFile(for: path)
      pngBytes().withUnsafeBytes { file.append($0) }
      try file.commit()
    } catch {
      throw ImageError(error)
    }
  }
}

private func encodePNG(_ pixels: [UInt8], width: Int, height: Int, channels: Int) -> [UInt8] {
  precondition(
    max(width, height) <= Int(Int32.max), "a PNG of \(width)x\(height) has a side longer than 2^31-1")
  return collect(messageSize: Int(CPNG_MESSAGE_SIZE), free: cpng_free) { bytes, count, message in
    cpng_encode(pixels, UInt32(width), UInt32(height), Int32(channels), bytes, count, message)
  }
}

/// Runs one of the shims' encoders and moves its bytes into an array.
private func collect(
  messageSize: Int, free: (UnsafeMutablePointer<UInt8>?) -> Void,
  encode: (
    UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, UnsafeMutablePointer<Int>,
    UnsafeMutablePointer<CChar>
  ) -> Bool
) -> [UInt8] {
  var bytes: UnsafeMutablePointer<UInt8>?
  var count = 0
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: messageSize) { message in
    guard let words = message.baseAddress, encode(&bytes, &count, words) else {
      // With the size checked, only memory can run out, and Swift's own arrays trap on that too.
      fatalError("encoding an image failed: \(String(cString: message.baseAddress!))")
    }
  }
  defer { free(bytes) }
  return Array(UnsafeBufferPointer(start: bytes, count: count))
}
