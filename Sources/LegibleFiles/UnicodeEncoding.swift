/// An encoding of Unicode that is not UTF-8, as programs of Windows write texts.
package enum UnicodeEncoding: String, Sendable {
  case utf16 = "UTF-16"
  case utf32 = "UTF-32"

  /// - Parameter bytes: The start of a text.
  /// - Returns: What its byte order mark says; nil where it has none of these.
  package init?(byMarkOf bytes: some Sequence<UInt8>) {
    let head = Array(bytes.prefix(4))
    if head == [0xFF, 0xFE, 0, 0] || head == [0, 0, 0xFE, 0xFF] {
      self = .utf32
    } else if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      self = .utf16
    } else {
      return nil
    }
  }

  /// - Parameter bytes: The start of a text.
  /// - Returns: `.utf16` where every other byte of the start is zero, as it is in English; nil for all else.
  package init?(byZerosOf bytes: some Sequence<UInt8>) {
    let head = Array(bytes.prefix(64))
    let pairs = head.count / 2
    let evenZeros = (0..<pairs).count { head[2 * $0] == 0 }
    let oddZeros = (0..<pairs).count { head[2 * $0 + 1] == 0 }
    guard pairs >= 4, max(evenZeros, oddZeros) * 4 >= pairs * 3, min(evenZeros, oddZeros) == 0 else {
      return nil
    }
    self = .utf16
  }
}
