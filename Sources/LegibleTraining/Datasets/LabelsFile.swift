import LegibleFiles

/// Reads a file of labels, one line a crop: `path<TAB>text` or the ICDAR form.
///
/// UTF-8, with or without byte order mark, lines ended by LF or CRLF, blank lines skipped. Relative image paths start
/// at the labels file's folder and may lead out of it.
struct LabelsFile {
  let path: String
  private(set) var format = DatasetFormat.tabSeparated
  private(set) var items: [LabelledCrop] = []
  private(set) var rejected: [RejectedLine] = []

  /// Room for some millions of lines; a longer file would be no labels, or more than memory holds.
  static let byteLimit = 256 << 20

  /// - Throws: `DatasetError.unreadable`, `.tooLarge`, `.encoding`.
  init(path: String) throws(DatasetError) {
    self.path = path
    let bytes = try utf8Content(of: path, limit: Self.byteLimit)
    let folder = folderPart(of: path)
    var number = 0
    var formatIsKnown = path.hasSuffix(".tsv")
    for line in lines(of: bytes) {
      number += 1
      if line.isEmpty { continue }
      let source = SourceLine(file: path, line: number)
      guard let text = String(validating: line, as: UTF8.self) else {
        rejected.append(RejectedLine(source: source, reason: "not UTF-8"))
        continue
      }
      if !formatIsKnown {
        // Some tools write path<TAB>text into a gt.txt. A tab inside an ICDAR text comes after the quote.
        formatIsKnown = true
        if case .success = parseICDAR(text) {
          format = .icdar
        } else {
          format = text.utf8.contains(UInt8(ascii: "\t")) ? .tabSeparated : .icdar
        }
      }
      let parsed = format == .icdar ? parseICDAR(text) : parseTabSeparated(text)
      switch parsed.flatMap({ located($0, in: folder, source: source) }) {
      case .success(let crop): items.append(crop)
      case .failure(let failure): rejected.append(RejectedLine(source: source, reason: failure.reason))
      }
    }
  }
}

/// Why a line cannot be used.
struct LineFailure: Error, Equatable {
  let reason: String
}

typealias LabelledPath = (path: String, text: String)

/// `path<TAB>text`. The text is all that follows the first tab; it may be empty.
func parseTabSeparated(_ line: String) -> Result<LabelledPath, LineFailure> {
  guard let tab = line.utf8.firstIndex(of: UInt8(ascii: "\t")) else {
    return .failure(LineFailure(reason: "no tab between path and text"))
  }
  return .success((String(line[..<tab]), String(line[line.utf8.index(after: tab)...])))
}

/// `word_1.png, "text"`. `\"` stands for a quote and `\\` for a backslash; any other backslash, and a quote that
/// somebody forgot to escape, stands for itself.
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

/// The crop of a parsed line, if its image file is there.
private func located(
  _ line: LabelledPath, in folder: String, source: SourceLine
) -> Result<LabelledCrop, LineFailure> {
  if line.path.isEmpty { return .failure(LineFailure(reason: "empty path")) }
  if line.path.utf8.contains(0) { return .failure(LineFailure(reason: "the path holds a zero byte")) }
  let path = joinPath(folder, line.path)
  do throws(SystemError) {
    guard try FileStatus(of: path).kind == .file else {
      return .failure(LineFailure(reason: "\(path.quotedPath) is not a file"))
    }
    return .success(LabelledCrop(path: path, text: line.text, source: source))
  } catch {
    let path = path.quotedPath
    return .failure(LineFailure(reason: error.isMissing ? "no image file \(path)" : "\(path): \(error)"))
  }
}

/// The bytes of a text file without its byte order mark.
/// - Throws: `DatasetError.unreadable`, `.tooLarge`; `.encoding` for a file that starts with the mark of UTF-16.
func utf8Content(of path: String, limit: Int) throws(DatasetError) -> ArraySlice<UInt8> {
  let bytes: [UInt8]
  do throws(FileError) {
    bytes = try [UInt8](contentsOf: path, limit: limit)
  } catch {
    throw DatasetError(error)
  }
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
    throw .encoding(path: path, name: "UTF-16")
  }
  return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
}

/// The lines of a text, LF or CRLF removed.
func lines(of bytes: ArraySlice<UInt8>) -> some Sequence<ArraySlice<UInt8>> {
  bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).lazy
    .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
}
