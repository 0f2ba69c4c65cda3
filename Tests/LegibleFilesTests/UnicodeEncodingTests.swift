import LegibleFiles
import Testing

@Suite struct UnicodeEncodingTests {
  private func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(unit & 255), UInt8(unit >> 8)]
      return bigEndian ? bytes.reversed() : bytes
    }
  }

  @Test func marksAreTold() {
    #expect(UnicodeEncoding(byMarkOf: [0xFF, 0xFE, 0x61, 0]) == .utf16)
    #expect(UnicodeEncoding(byMarkOf: [0xFE, 0xFF, 0, 0x61]) == .utf16)
    #expect(UnicodeEncoding(byMarkOf: [0xFF, 0xFE, 0, 0, 0x61]) == .utf32)
    #expect(UnicodeEncoding(byMarkOf: [0, 0, 0xFE, 0xFF]) == .utf32)
    #expect(UnicodeEncoding(byMarkOf: Array("\u{FEFF}a".utf8)) == nil)
    #expect(UnicodeEncoding(byMarkOf: [] as [UInt8]) == nil)
  }

  @Test func withoutAMarkTheZerosTell() {
    for bigEndian in [false, true] {
      #expect(UnicodeEncoding(byZerosOf: utf16("a.png\tÜber\r\n", bigEndian: bigEndian)) == .utf16)
    }
    #expect(UnicodeEncoding(byZerosOf: Array("a.png\tword\n".utf8)) == nil)
    #expect(UnicodeEncoding(byZerosOf: Array("crops/a.png\0crops/b.png\0".utf8)) == nil)
    #expect(UnicodeEncoding(byZerosOf: [UInt8](repeating: 0, count: 64)) == nil)
  }
}
