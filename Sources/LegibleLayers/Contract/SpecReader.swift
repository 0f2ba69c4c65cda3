import LegibleFiles

/// Reads the words of a network spec, from left to right. Every layer's spec reads its own word with it;
/// every error has its place in the string.
package struct SpecReader {
  private let bytes: [UInt8]
  private var index = 0
  /// How deep in layers within layers the reader is, and how many layers it has read.
  package var depth = 0
  var layerCount = 0
  /// False where a network is asked for what comes next, so that no layer of it may look ahead.
  package var allowsReverse = true
  /// False where every column must have an output, so that no layer may give one column for all.
  package var allowsSummary = true

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// Where the reader stands, for `error(_:at:)`.
  package var position: Int { index }
  package var isAtEnd: Bool { index == bytes.count }

  // MARK: Characters

  /// The next character; empty at the end, and for one that is not ASCII.
  package func peek() -> String {
    index < bytes.count && bytes[index] < 0x80 ? String(UnicodeScalar(bytes[index])) : ""
  }

  /// Goes past a word; false, staying where it is, where something else stands there.
  package mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { return false }
    index += count
    return true
  }

  /// True where the word stands here.
  package func stands(_ word: String) -> Bool { bytes[index...].starts(with: word.utf8) }

  /// Goes past a word that stands here.
  package mutating func take(past word: String) {
    precondition(stands(word), "another word than \(word)")
    index += word.utf8.count
  }

  /// Goes past one of the letters of an enumeration.
  package mutating func letter<Letter: RawRepresentable<String>>(
    _ expected: @autoclosure () -> String
  ) throws(NetworkSpecError) -> Letter {
    guard let letter = Letter(rawValue: peek()) else { throw error(expected()) }
    index += 1
    return letter
  }

  package mutating func activation() throws(NetworkSpecError) -> Activation {
    try letter("an activation: r for ReLU or l for linear, no other is supported")
  }

  package mutating func comma() throws(NetworkSpecError) {
    guard take(",") else { throw error("a comma") }
    skipSpace()
  }

  package mutating func skipSpace() {
    while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  // MARK: Numbers

  /// A whole number, digits alone.
  /// - Parameter what: for the message, such as `a kernel height`.
  package mutating func number(
    _ what: String, in range: ClosedRange<Int>
  ) throws(NetworkSpecError) -> Int {
    let start = index
    // Nine digits are more than any limit and less than Int: longer numbers fail like too large ones.
    guard let value = digits(), index - start <= 9, let value = Int(value), range.contains(value) else {
      throw error("\(what), \(range.lowerBound) to \(range.upperBound)", at: start)
    }
    return value
  }

  /// A number of channels, features and the like.
  package mutating func size(_ what: String) throws(NetworkSpecError) -> Int {
    try number(what, in: 1...SpecLimit.size)
  }

  /// Goes past a number that can only be one.
  package mutating func expect(_ digits: String, _ what: String) throws(NetworkSpecError) {
    let start = index
    guard self.digits() == digits else { throw error(what, at: start) }
  }

  /// The digits that stand here; nil where there are none.
  package mutating func digits() -> String? {
    let start = index
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
    return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
  }

  // MARK: Errors

  /// All before `position` has been read and is ASCII, so its byte offset is its character offset.
  package func error(_ expected: String, at position: Int? = nil) -> NetworkSpecError {
    let start = position ?? index
    var word = bytes[start...].prefix { !Self.isSpace($0) }
    if word.first != UInt8(ascii: "]") { word = word.prefix { $0 != UInt8(ascii: "]") } }
    // Forty characters are shown; each takes at most four bytes.
    let shown = String(decoding: word.prefix(160), as: UTF8.self)
    return NetworkSpecError(
      position: start + 1, found: shown.isEmpty ? "the end" : shown.quoted, expected: expected)
  }
}
