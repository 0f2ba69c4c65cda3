import LegibleFiles
import LegibleTensors

/// Words of lists, held as flat bytes and sorted by length within each list, so that a length can be drawn
/// before a word.
struct WordLists: Sendable {
  private struct List: Sendable {
    var bytes: [UInt8] = []
    /// Words of length n lie at `starts[n]..<starts[n + 1]`; each takes `widths[n]` bytes or fewer.
    var offsets: [[UInt32]]
  }

  /// A list longer than this is thinned evenly: a million rare inflections teach nothing that these do not.
  static let wordsPerList = 300_000
  static let fileSize = 200 << 20

  private var lists: [List] = []
  /// All files that were looked at.
  let files: [SourceFile]
  /// Files that are no lists of words, each with the reason.
  private(set) var rejections: [String] = []

  init(paths: [String], table: SymbolTable, maximumLength: Int) {
    var possessives = 0
    files = SourceFile.all(under: paths, extensions: [])
    for file in files {
      guard let content = try? [UInt8](contentsOf: file.path, limit: Self.fileSize) else { continue }
      var list = List(offsets: Array(repeating: [], count: maximumLength + 1))
      var words: [(start: Int, end: Int, length: Int)] = []
      var start = 0
      while start < content.count {
        var end = start
        // A line ends with LF, CRLF or CR; what is empty between two of them is no word.
        while end < content.count, content[end] != 10, content[end] != 13 { end += 1 }
        // Some lists give every noun again with 's.
        let isPossessive = content[start..<end].suffix(2).elementsEqual("'s".utf8)
        if isPossessive { possessives += 1 }
        let isSpare = isPossessive && possessives % 8 != 0
        if !isSpare, let length = Self.length(content[start..<end], table: table), length <= maximumLength {
          words.append((start, end, length))
        }
        start = end + 1
      }
      let step = max(1, words.count / Self.wordsPerList)
      for index in stride(from: 0, to: words.count, by: step) {
        let word = words[index]
        list.offsets[word.length].append(UInt32(list.bytes.count))
        list.bytes.append(contentsOf: content[word.start..<word.end])
        list.bytes.append(0)
      }
      if !words.isEmpty {
        lists.append(list)
      } else if let reason = Self.reasonForNoWords(content) {
        rejections.append("\(file.path.printable): \(reason)")
      }
    }
  }

  /// What a file is that holds no list of words in UTF-8; nil for one whose words are merely of other characters.
  private static func reasonForNoWords(_ content: [UInt8]) -> String? {
    if let encoding = UnicodeEncoding(byMarkOf: content) ?? UnicodeEncoding(byZerosOf: content) {
      return "written in \(encoding.rawValue), so no word of it is used; save it as UTF-8"
    }
    let text = content.withUnsafeBytes { FileKind(ofText: $0) }
    if text == .text { return nil }
    guard let kind = text ?? content.withUnsafeBytes({ FileKind(of: $0) }) else {
      return "not UTF-8, so no word of it is used; save it as UTF-8"
    }
    return "\(kind.name), not a list of words; \(kind.wayOutElsewhere ?? "give a file with one word a line")"
  }

  var isEmpty: Bool { lists.isEmpty }
  var count: Int { lists.reduce(0) { $0 + $1.offsets.reduce(0) { $0 + $1.count } } }

  /// A word of about the given length, from any list.
  func draw(length: Int, using random: inout RandomSource) -> String? {
    guard !lists.isEmpty else { return nil }
    let list = random.pick(lists)
    for distance in 0..<list.offsets.count {
      for candidate in [length - distance, length + distance]
      where candidate > 0 && candidate < list.offsets.count && !list.offsets[candidate].isEmpty {
        let start = Int(random.pick(list.offsets[candidate]))
        var end = start
        while list.bytes[end] != 0 { end += 1 }
        return String(decoding: list.bytes[start..<end], as: UTF8.self)
      }
    }
    return nil
  }

  /// Characters of a word, or nil if it is empty, is not UTF-8, or holds a character outside the alphabet.
  private static func length(_ word: ArraySlice<UInt8>, table: SymbolTable) -> Int? {
    guard !word.isEmpty else { return nil }
    if word.allSatisfy({ $0 < 128 }) {
      return word.allSatisfy { $0 > 32 && table[Unicode.Scalar($0)] != nil } ? word.count : nil
    }
    guard let text = String(validating: word, as: UTF8.self) else { return nil }
    return table.encode(text)?.count
  }
}
