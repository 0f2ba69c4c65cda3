import CJPEGFixtures
import Foundation
import ImageFixtures
import LegibleImages
import Testing

/// Every kind of bad file, with its message.
@Suite struct ImageErrorTests {
  let image = smoothPicture(width: 40, height: 30)
  var png: [UInt8] { image.pngBytes() }
  var jpeg: [UInt8] { image.jpegBytes(quality: 90) }

  /// What decoding `bytes` as `name` says.
  func message(_ bytes: [UInt8], name: String, limits: ImageLimits = .default) -> String? {
    do {
      _ = try decode(bytes, name: name, limits: limits)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func emptyFile() {
    #expect(message([], name: "photo.png") == "photo.png: the file is empty (0 bytes)")
  }

  @Test(arguments: [[0], [0xFF, 0xD9], Array("some words".utf8), [UInt8](repeating: 0, count: 100)])
  func noPicture(bytes: [UInt8]) {
    #expect(message(bytes, name: "x.jpg") == "x.jpg: not a PNG or JPEG file (by its first bytes)")
  }

  @Test func truncated() {
    #expect(
      message(Array(png.prefix(200)), name: "a.png")
        == "a.png: truncated PNG: the file ends early, after 200 bytes; fetch or save it again")
    #expect(
      message(Array(jpeg.prefix(400)), name: "a.jpg")
        == "a.jpg: truncated JPEG: the file ends early, after 400 bytes; fetch or save it again")
    #expect(
      message(jpeg.dropLast(6), name: "a.jpg")
        == "a.jpg: truncated JPEG: the file ends early, after \(jpeg.count - 6) bytes; fetch or save it again"
    )
  }

  @Test func corruptPNG() {
    var changed = png
    changed[20] ^= 1  // in the header chunk
    #expect(
      message(changed, name: "a.png")
        == "a.png: PNG that cannot be decoded: IHDR: CRC error; save it again as a plain PNG")
    changed = png
    changed[60] ^= 0x55  // in the compressed pixels
    #expect(message(changed, name: "a.png")?.hasPrefix("a.png: PNG that cannot be decoded: IDAT: ") == true)
    let flat = PNGWriter(width: 0, height: 5, colorType: .gray, bitDepth: 8, samples: [])
    #expect(
      message(flat.bytes(), name: "a.png")
        == "a.png: PNG that cannot be decoded: Invalid IHDR data; save it again as a plain PNG")
  }

  @Test func tooFewPixelsInAPNG() {
    var writer = PNGWriter(
      width: 3, height: 3, colorType: .gray, bitDepth: 8, samples: .init(repeating: 9, count: 9))
    var file = writer.bytes()
    writer.height = 2
    // The header of three rows before the pixels of two.
    file = Array(file[..<33]) + writer.bytes()[33...]
    #expect(
      message(file, name: "a.png")
        == "a.png: PNG that cannot be decoded: Not enough image data; save it again as a plain PNG")
  }

  @Test func corruptJPEG() throws {
    let file = jpegFixture(
      jpeg_fixture_gray, pixels: image.pixels, width: 40, height: 30, quality: 90, restartRows: 1)
    // A marker in the pixels where none belongs.
    var changed = file
    let scan = try #require(
      changed.indices.dropLast().first { changed[$0] == 0xFF && changed[$0 + 1] == 0xDA })
    changed[scan + 20] = 0xFF
    changed[scan + 21] = 0xD7
    #expect(
      message(changed, name: "a.jpg")
        == "a.jpg: JPEG that cannot be decoded: Corrupt JPEG data: premature end of data segment; "
        + "save it again as a plain JPEG")
  }

  @Test func unsupportedJPEG() throws {
    var changed = jpeg
    let frame = try #require(
      changed.indices.dropLast().first { changed[$0] == 0xFF && changed[$0 + 1] == 0xC0 })
    changed[frame + 4] = 12
    #expect(
      message(changed, name: "a.jpg")
        == "a.jpg: JPEG that cannot be decoded: Unsupported JPEG data precision 12; save it again as a plain JPEG"
    )
    changed = jpeg
    changed[frame + 1] = 0xC3  // lossless
    #expect(
      message(changed, name: "a.jpg")
        == "a.jpg: JPEG that cannot be decoded: Unsupported JPEG process: SOF type 0xc3; save it again as a plain JPEG"
    )
  }

  @Test func onlyLostPixelsAreDamage() throws {
    func isDamage(_ bytes: [UInt8], limits: ImageLimits = .default) -> Bool? {
      do {
        _ = try decode(bytes, limits: limits)
        return nil
      } catch { return (error as? ImageError)?.isDamage }
    }
    #expect(isDamage(Array(png.prefix(png.count / 2))) == true)
    #expect(isDamage(Array(jpeg.dropLast(30))) == true)
    // Nothing is left of these.
    #expect(isDamage([]) == false)
    #expect(isDamage(Array("GIF89a".utf8)) == false)
    #expect(isDamage(Array(png.prefix(40))) == false)
    #expect(isDamage(Array(jpeg.prefix(40))) == false)
    #expect(isDamage(png, limits: ImageLimits(side: 3, allowsDamage: true)) == false)
  }

  @Test func headersBeyondTheLimitsAreRefusedBeforeTheirPixels() {
    // Neither file has any pixels: had one been asked for, the file would be truncated.
    let huge = PNGWriter(width: 20_000, height: 20_000, colorType: .rgba, bitDepth: 16, samples: [])
    let header = Array(huge.headerBytes())
    #expect(
      message(header, name: "a.png")
        == "a.png: 20000x20000 pixels, more than the limit of 100000000; crop or shrink the picture")
    var long = huge
    long.width = 2_000_000_000
    #expect(
      message(Array(long.headerBytes()), name: "a.png")
        == "a.png: 2000000000x20000 pixels, a side longer than the limit of 65535; crop or shrink the picture"
    )
    #expect(
      message(jpeg, name: "a.jpg", limits: ImageLimits(pixels: 1_199))
        == "a.jpg: 40x30 pixels, more than the limit of 1199; crop or shrink the picture")
    #expect(
      message(jpeg, name: "a.jpg", limits: ImageLimits(side: 39))
        == "a.jpg: 40x30 pixels, a side longer than the limit of 39; crop or shrink the picture")
    #expect(message(jpeg, name: "a.jpg", limits: ImageLimits(pixels: 1_200, side: 40)) == nil)
    #expect(
      message(png, name: "a.png", limits: ImageLimits(fileBytes: 10))
        == "a.png: \(png.count) bytes, more than the limit of 10; crop or shrink the picture")
  }

  @Test func tooManyScansAreRefused() {
    let file = jpegFixture(
      jpeg_fixture_gray, pixels: image.pixels, width: 40, height: 30, quality: 90, progressive: true)
    #expect(message(file, name: "a.jpg") == nil)
    #expect(
      message(file, name: "a.jpg", limits: ImageLimits(scans: 2))
        == "a.jpg: JPEG that cannot be decoded: more than 2 scans; save it again as a plain JPEG")
  }

  @Test func filesThatAreNone() throws {
    try withTemporaryFolder { folder in
      func message(_ path: String) -> String? {
        do {
          _ = try Image(contentsOf: path)
          return nil
        } catch {
          return "\(error)"
        }
      }
      #expect(
        message(folder + "/none.png") == "\(folder)/none.png: cannot be read: No such file or directory")
      #expect(message(folder) == "\(folder): not a regular file; give the path of a PNG or JPEG file")
      // Reading a pipe that nobody writes to would never end.
      #expect(mkfifo(folder + "/pipe.png", 0o600) == 0)
      #expect(
        message(folder + "/pipe.png")
          == "\(folder)/pipe.png: not a regular file; give the path of a PNG or JPEG file")
      #expect(FileManager.default.createFile(atPath: folder + "/empty.png", contents: Data()))
      #expect(message(folder + "/empty.png") == "\(folder)/empty.png: the file is empty (0 bytes)")
    }
  }

  @Test func theContentDecidesNotTheName() throws {
    try withTemporaryFolder { folder in
      try Data(png).write(to: URL(fileURLWithPath: folder + "/really-png.jpg"))
      #expect(try Image(contentsOf: folder + "/really-png.jpg") == image)
      try Data(jpeg).write(to: URL(fileURLWithPath: folder + "/really-jpeg.png"))
      #expect(try Image(contentsOf: folder + "/really-jpeg.png") == decode(jpeg))
      try Data(jpeg).write(to: URL(fileURLWithPath: folder + "/no extension"))
      #expect(try Image(contentsOf: folder + "/no extension") == decode(jpeg))
    }
  }
}
