import LegibleFiles
import Testing

@Suite struct PathListTests {
  /// The entries of a list that comes in pieces of so many bytes.
  private func entries(_ bytes: [UInt8], pieces size: Int) throws(PathListError) -> [PathList.Entry] {
    var list = PathList()
    var entries: [PathList.Entry] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      entries += try list.add(bytes[start..<min(bytes.count, start + size)])
    }
    return try entries + list.end()
  }

  @Test(arguments: [
    "a.png\nb c.png\n", "a.png\nb c.png", "a.png\r\nb c.png\r\n", "a.png\r\rb c.png\r", "a.png\rb c.png",
    "a.png\0b c.png\0", "a.png\0b c.png", "\u{FEFF}a.png\r\n\r\nb c.png\r\n", "\n\na.png\n\nb c.png\n",
  ])
  func everySeparatorIsToldByTheContent(_ text: String) throws {
    // From pieces of one byte to the whole at once.
    for size in 1...24 where !(text.contains("\0") && size < 6) {
      #expect(try entries(Array(text.utf8), pieces: size) == [.path("a.png"), .path("b c.png")], "\(size)")
    }
  }

  @Test func aZeroByteBehindEachPathAllowsAnyNameAtAll() throws {
    let names = ["a\nb.png", "c\r\nd.png", "\te ", "f\rg"]
    let bytes = Array(names.joined(separator: "\0").utf8)
    for size in [bytes.count, 9] { #expect(try entries(bytes, pieces: size) == names.map { .path($0) }) }
  }

  @Test func aNameThatIsNotUTF8IsGivenAsSuch() throws {
    let bytes = Array("a\n".utf8) + [0xFF] + Array(".png\nb\n".utf8)
    #expect(try entries(bytes, pieces: 3) == [.path("a"), .notUTF8("\u{FFFD}.png"), .path("b")])
  }

  @Test func whatIsNoListSaysSo() {
    #expect(throws: PathListError.mixed) { try entries(Array("a\nb\nc\0d\0".utf8), pieces: 4) }
    let endless = [UInt8](repeating: UInt8(ascii: "x"), count: 2 << 20)
    #expect(throws: PathListError.tooLong(limit: 1 << 20)) { try entries(endless, pieces: 1 << 16) }
    let utf16: [UInt8] = "a.png\nb.png\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #expect(throws: PathListError.encoding(.utf16)) { try entries([0xFF, 0xFE] + utf16, pieces: 100) }
    #expect(throws: PathListError.encoding(.utf16)) { try entries(utf16, pieces: 100) }
    #expect(
      [PathListError.mixed, .tooLong(limit: 9), .encoding(.utf16)].map(\.description) == [
        "a zero byte in a list of lines; give all paths one a line, or each with a zero byte behind it",
        "a line of more than 9 bytes; give one path a line", "a list in UTF-16; give it in UTF-8",
      ])
  }

  @Test func aFileInPlaceOfItsPathIsNamed() throws {
    func message(_ bytes: [UInt8]) -> String? {
      #expect(throws: PathListError.self) { try entries(bytes, pieces: 1 << 16) }?.description
    }
    let png = [0x89] + Array("PNG\r\n\u{1A}\n\0\0\0\u{D}IHDR".utf8)
    #expect(message(png) == "a PNG file, not a list of paths; give the paths of files")
    #expect(
      message([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10])
        == "a JPEG file, not a list of paths; give the paths of files")
    #expect(
      message(Array("<!DOCTYPE html>\n".utf8)) == "an HTML page, not a list of paths; give the paths of files"
    )
    // Names may begin as files do.
    for name in ["BMW.png", "GIF89a.png", "P1 1.png"] {
      for separator in ["\n", "\0"] {
        #expect(try entries(Array((name + separator).utf8), pieces: 99) == [.path(name)])
      }
    }
  }

  /// `find` may take hours to write all of a list; what it has written is given at once.
  @Test func pathsAreGivenAsSoonAsTheyAreThere() throws {
    var list = PathList()
    #expect(try list.add(Array("a.png\nb".utf8)) == [.path("a.png")])
    #expect(try list.add(Array(".png\n".utf8)) == [.path("b.png")])
    #expect(try list.end().isEmpty)
  }
}
