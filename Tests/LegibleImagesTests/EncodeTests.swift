import Foundation
import LegibleImages
import Testing

@Suite struct EncodeTests {
  @Test(arguments: [(1, 1), (1, 9), (9, 1), (37, 21), (300, 100)])
  func pngKeepsEveryPixel(width: Int, height: Int) throws {
    let image = scribble(width: width, height: height)
    #expect(try decode(image.pngBytes()) == image)
  }

  @Test func rgbPNGDecodesToItsLuma() throws {
    let rgb: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 9, 9, 9]
    let image = try decode(Image.pngBytes(rgb: rgb, width: 3, height: 2))
    // 0.299, 0.587 and 0.114 of 255, rounded.
    #expect(image == Image(width: 3, height: 2, pixels: [76, 150, 29, 255, 0, 9]))
  }

  @Test func jpegIsCloseAndCloserAtHigherQuality() throws {
    let image = smoothPicture(width: 64, height: 48)
    func largestDifference(quality: Int) throws -> Int {
      largest(try decode(image.jpegBytes(quality: quality)), image)
    }
    // At quality 100 every coefficient is rounded to a whole number: a few levels in the worst pixel.
    #expect(try largestDifference(quality: 100) <= 3)
    #expect(try largestDifference(quality: 10) > 3)
  }

  @Test(arguments: [(1, 1), (1, 40), (40, 1), (17, 9)])
  func jpegKeepsOddSizes(width: Int, height: Int) throws {
    let image = try decode(
      Image(width: width, height: height, pixels: .init(repeating: 77, count: width * height))
        .jpegBytes(quality: 100))
    #expect(image == Image(width: width, height: height, pixels: .init(repeating: 77, count: width * height)))
  }

  @Test func writtenFilesAreWholeAndLeaveNothingBeside() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/picture.png"
      let first = scribble(width: 20, height: 10)
      let second = scribble(width: 10, height: 20)
      try first.writePNG(to: path)
      try second.writePNG(to: path)
      #expect(try Image(contentsOf: path) == second)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["picture.png"])
    }
  }

  @Test func writingWhereThereIsNoFolderIsAnError() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/none/picture.png"
      let error = #expect(throws: ImageError.self) { try scribble(width: 2, height: 2).writePNG(to: path) }
      #expect(error?.description == "\(path): cannot be written: No such file or directory")
    }
  }
}
