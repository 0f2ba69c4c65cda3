import Foundation
import LegibleImages
import LegibleTensors

/// Every pixel on its own, from the size alone.
func scribble(width: Int, height: Int) -> Image {
  var source = RandomSource(seed: UInt64(width), stream: UInt64(height))
  return Image(
    width: width, height: height,
    pixels: (0..<width * height).map { _ in UInt8(truncatingIfNeeded: source.next() >> 32) })
}

/// A slope with a wave on it, that lossy compression keeps well.
func smoothPicture(width: Int, height: Int) -> Image {
  Image(
    width: width, height: height,
    pixels: (0..<width * height).map { index in
      let (x, y) = (Double(index % width) / Double(width), Double(index / width) / Double(height))
      return UInt8(40 + 100 * x + 60 * y + 20 * sin(9 * x + 5 * y))
    })
}

func decode(_ bytes: [UInt8], name: String = "picture", limits: ImageLimits = .default) throws -> Image {
  try Image(decoding: bytes, name: name, limits: limits)
}

/// The largest difference between two pictures of one size.
func largest(_ a: Image, _ b: Image) -> Int {
  precondition(a.width == b.width && a.height == b.height, "pictures of two sizes")
  return zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }.max()!
}

func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// BT.601 luma with weights in 65,536ths, as libjpeg and Legible have them.
func luma(_ rgb: [Double]) -> Double {
  ((19_595 * rgb[0] + 38_470 * rgb[1] + 7_471 * rgb[2]) / 65_536).rounded()
}
