/// A text file read in pieces of bounded size, each of which ends where a line does, if it has an end at all.
///
/// A line longer than a piece is cut after a space, or, where it has none, between two code points.
package struct TextPieces {
  /// The most bytes of a piece.
  private let size: Int
  private let file: InputFile
  private var offset = 0

  /// - Parameter size: the most bytes of a piece, at least 4: the longest code point.
  /// - Throws: `FileError`: the file cannot be opened, or is no regular file.
  package init(of path: String, size: Int = 1 << 20) throws(FileError) {
    precondition(size >= 4, "pieces of \(size) bytes")
    file = try InputFile(opening: path)
    self.size = size
  }

  /// The next bytes of the file; nil at its end. A byte order mark at the start of the file is left out.
  /// - Throws: `FileError`: it cannot be read.
  package mutating func next() throws(FileError) -> [UInt8]? {
    let end = min(offset + size, file.size)
    guard offset < end else { return nil }
    var bytes = try file.bytes(in: offset..<end).withBytes { Array($0) }
    // Another program has cut the file short: what there is of it is its text.
    guard !bytes.isEmpty else { return nil }
    if offset + bytes.count < file.size { bytes.removeLast(bytes.count - Self.cut(bytes)) }
    let isFirst = offset == 0
    offset += bytes.count
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if isFirst, bytes.starts(with: mark) { bytes.removeFirst(mark.count) }
    return bytes
  }

  /// How many of the bytes belong to this piece.
  private static func cut(_ bytes: [UInt8]) -> Int {
    // A carriage return at the very end may be the first half of a line's end.
    let isEnd: (UInt8) -> Bool = { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    if let end = bytes.dropLast().lastIndex(where: isEnd) {
      let isPair = bytes[end] == UInt8(ascii: "\r") && bytes[end + 1] == UInt8(ascii: "\n")
      return end + (isPair ? 2 : 1)
    }
    if let space = bytes.lastIndex(of: UInt8(ascii: " ")) { return space + 1 }
    // Before the code point that may go on in the next piece: its first byte is none of 10xxxxxx.
    let last = bytes.suffix(4).lastIndex { $0 & 0xC0 != 0x80 }
    return last.map { $0 > 0 ? $0 : bytes.count } ?? bytes.count
  }
}
