/// Why a line cannot be used.
struct LineFailure: Error, Equatable {
  let reason: String

  static let notUTF8 = LineFailure(reason: "not UTF-8")
}

typealias LabelledPath = (path: String, text: String)

/// `text<TAB>word<TAB>word...`, what follows the path: a text and the words that it may be one of.
func parseWords(_ text: String) -> Result<(text: String, words: [String]), LineFailure> {
  let columns = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  let words = columns.dropFirst().filter { !$0.isEmpty }
  if words.isEmpty { return .failure(LineFailure(reason: "no words behind the text, a tab before each")) }
  return .success((columns[0], words))
}

/// `path<TAB>text`. The text is all that follows the first tab; it may be empty.
func parseTabSeparated(_ line: String) -> Result<LabelledPath, LineFailure> {
  guard let tab = line.utf8.firstIndex(of: UInt8(ascii: "\t")) else {
    return .failure(LineFailure(reason: "no tab between path and text"))
  }
  return .success((String(line[..<tab]), String(line[line.utf8.index(after: tab)...])))
}

/// `word_1.png, "text"`. `\"` stands for a quote and `\\` for a backslash; any other backslash, and a quote
/// that somebody forgot to escape, stands for itself.
func parseICDAR(_ line: String) -> Result<LabelledPath, LineFailure> {
  let bytes = Array(line.utf8)
  let (space, quote, backslash) = (UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "\\"))
  let form = #"not of the form path, "text""#
  // The first comma with a quote behind it: a path may hold commas.
  var open: Int?
  var comma = 0
  for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: ",") {
    var next = index + 1
    while next < bytes.count, bytes[next] == space { next += 1 }
    if next < bytes.count, bytes[next] == quote {
      (open, comma) = (next, index)
      break
    }
  }
  guard let open, !bytes[..<comma].contains(UInt8(ascii: "\t")) else {
    return .failure(LineFailure(reason: form))
  }
  var end = bytes.count
  while bytes[end - 1] == space { end -= 1 }

  var text: [UInt8] = []
  var index = open + 1
  while index < end - 1 {
    let escapes = bytes[index] == backslash && [quote, backslash].contains(bytes[index + 1])
    if escapes { index += 1 }
    text.append(bytes[index])
    index += 1
  }
  // Otherwise the last quote is the opening one, or an escape has used it up.
  guard index == end - 1, bytes[index] == quote else {
    return .failure(LineFailure(reason: "no closing quote"))
  }
  return .success((String(decoding: bytes[..<comma], as: UTF8.self), String(decoding: text, as: UTF8.self)))
}

/// What a line of a file in neither form looks like, with the way out; nil where it is like nothing known.
func unknownForm(_ line: String) -> LineFailure? {
  let numbers = line.split(separator: ",").prefix { Double($0.filter { $0 != " " }) != nil }
  if numbers.count >= 4, !isImageName(line) {
    return LineFailure(
      reason: "a box on a page, not the path of a crop; cut the crops out and write path<TAB>text for each")
  }
  for (separator, name) in [(",", "a comma"), (" ", "a space"), (";", "a semicolon")] as [(Character, String)]
  {
    let path = line.prefix { $0 != separator }
    if path.endIndex < line.endIndex, isImageName(String(path)) {
      return LineFailure(reason: "\(name) between path and text, not a tab; write path<TAB>text")
    }
  }
  return nil
}
