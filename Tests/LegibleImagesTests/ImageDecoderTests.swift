import CJPEGFixtures
import Foundation
import ImageFixtures
import LegibleImages
import TestSupport
import Testing

@Suite struct ImageDecoderTests {
  /// Files of all kinds and sizes, larger and smaller in turn.
  private let files: [[UInt8]] = [
    scribble(width: 40, height: 30).pngBytes(),
    smoothPicture(width: 300, height: 200).jpegBytes(quality: 90),
    scribble(width: 5, height: 900).pngBytes(),
    Image.pngBytes(rgb: (0..<30 * 20 * 3).map { UInt8($0 % 251) }, width: 30, height: 20),
    jpegFixture(jpeg_fixture_cmyk, pixels: (0..<16 * 8 * 4).map { UInt8($0 % 251) }, width: 16, height: 8),
    scribble(width: 1, height: 1).pngBytes(),
    smoothPicture(width: 64, height: 64).jpegBytes(quality: 50),
  ]

  private func decode(_ bytes: [UInt8], with decoder: ImageDecoder) throws -> Image {
    try bytes.withUnsafeBytes { try decoder.decode($0, name: "picture") }
  }

  @Test func aUsedDecoderGivesWhatAFreshOneGives() throws {
    let decoder = ImageDecoder()
    for _ in 0..<2 {
      for bytes in files {
        #expect(try decode(bytes, with: decoder) == LegibleImagesTests.decode(bytes))
        // What fails half-way leaves no trace.
        #expect(throws: ImageError.self) { try decode(Array(bytes.prefix(bytes.count / 2)), with: decoder) }
        decoder.trim()
      }
    }
  }

  @Test func aPictureThatIsKeptIsNotOverwritten() throws {
    let decoder = ImageDecoder()
    let kept = try files.map { try decode($0, with: decoder) }
    #expect(kept == (try files.map { try LegibleImagesTests.decode($0) }))
  }

  @Test func aDecoderReadsFilesOfChangingLengths() throws {
    let folder = try TemporaryFolder()
    let decoder = ImageDecoder()
    for (index, bytes) in (files + files.reversed()).enumerated() {
      let path = try folder.write("\(index)", bytes)
      #expect(try decoder.decode(contentsOf: path) == LegibleImagesTests.decode(bytes))
    }
    #expect(throws: ImageError.self) { try decoder.decode(contentsOf: folder.file("none")) }
  }

  #if os(Linux)
    /// Counted with libpng 1.6.39 and libjpeg-turbo 2.1.5, all of them theirs and the shims'.
    @Test func aSecondPictureCostsTheLibrariesAllocationsAlone() throws {
      let folder = try TemporaryFolder()
      for (bytes, limit) in [(files[0], 12), (files[1], 12)] {
        let path = try folder.write("file", bytes)
        let decoder = ImageDecoder()
        func decode() throws { _ = try decoder.decode(contentsOf: path) }
        let (first, second) = (try allocations(decode), try allocations(decode))
        #expect(second < first)
        #expect(second <= limit)
      }
    }

    /// One picture of 100 million pixels among words must not be paid for to the end.
    @Test func aHugePictureLeavesNoMemoryBehind() throws {
      // Level 200 all over, of one bit a pixel, with a transparency that hides nothing.
      let writer = PNGWriter(
        width: 10_000, height: 10_000, colorType: .palette, bitDepth: 1, samples: [],
        palette: [200, 200, 200, 0, 0, 0], transparency: [255, 0])
      let rows = [UInt8](repeating: 0, count: 10_000 * 1_251)
      var file = Array(writer.headerBytes().dropLast(8))
      file += chunk("PLTE", writer.palette) + chunk("tRNS", writer.transparency)
      file += chunk("IDAT", stored(rows)) + chunk("IEND", [])
      let small = scribble(width: 40, height: 30).pngBytes()
      let folder = try TemporaryFolder()
      let (hugePath, smallPath) = (try folder.write("huge", file), try folder.write("small", small))

      let decoder = ImageDecoder()
      _ = try decoder.decode(contentsOf: smallPath)
      let before = bytesInUse()
      #expect(try decoder.decode(contentsOf: hugePath).pixels.allSatisfy { $0 == 200 })
      // A picture that somebody keeps is theirs; what the decoder has besides is the same as before.
      let kept = try decoder.decode(contentsOf: hugePath)
      #expect(bytesInUse() - before < 160 << 20)
      _ = try decoder.decode(contentsOf: smallPath)
      #expect(kept.pixels[0] == 200)
      _ = consume kept
      // Other tests run beside this one: their memory is far less than the 300 million bytes at stake.
      #expect(bytesInUse() - before < 60 << 20)
    }
  #endif
}
