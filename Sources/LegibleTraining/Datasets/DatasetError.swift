import LegibleFiles

/// Why a data set could not be opened. Every case prints as one or a few lines that name the path and the way
/// out.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// A file or folder that the system does not let us read; `reason` is the system's.
  case unreadable(path: String, reason: String)
  /// A file in an encoding other than UTF-8, told by its byte order mark.
  case encoding(path: String, name: String)
  /// A file that is no list, but a picture, an archive, a web page or the like.
  case notText(path: String, kind: FileKind)
  /// A labels file of comma-separated values, as EasyOCR and spreadsheets write them.
  case commaSeparated(path: String)
  /// Texts beside their images under another ending than `.gt.txt`; with the name of one.
  case textsOfAnotherName(path: String, example: String)
  /// A labels file of more bytes than are read.
  case tooLarge(path: String, bytes: Int, limit: Int)
  /// A folder in none of the forms; `labelFiles` are files in it any of which may be meant.
  case noKnownForm(path: String, labelFiles: [String])
  /// A data set whose form has no place for the words that a crop's text may be one of.
  case noWords(path: String)
  /// No line gave a crop.
  case nothingUsable(path: String, rejected: [RejectedLine])

  /// What reading a file has come to.
  init(_ error: FileError) {
    self =
      switch error.fact {
      case .refused(_, let reason): .unreadable(path: error.path, reason: error.words(for: reason))
      case .notARegularFile: .unreadable(path: error.path, reason: "not a regular file")
      case .tooLarge(let bytes, let limit): .tooLarge(path: error.path, bytes: bytes, limit: limit)
      }
  }

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      return "\(path.printable): \(reason)"
    case .encoding(let path, let name):
      return "\(path.printable): written in \(name); save it as UTF-8"
    case .notText(let path, let kind):
      let wayOut = kind.wayOutElsewhere ?? "give a folder of labelled crops, or a file of lines path<TAB>text"
      return "\(path.printable): \(kind.name), not a labels file; \(wayOut)"
    case .commaSeparated(let path):
      return
        "\(path.printable): comma-separated values are not read, because a comma may belong to a text; save it as "
        + "labels.tsv, one path<TAB>text a line"
    case .textsOfAnotherName(let path, let example):
      let name = withoutExtension(example) + ".gt.txt"
      return
        "\(path.printable): no labelled crops found; the text beside an image is called \(name.quotedPath) here, not "
        + example.quotedPath
    case .tooLarge(let path, let bytes, let limit):
      return
        "\(path.printable): \(bytes) bytes, more than the limit of \(limit); split it into several labels files"
    case .noKnownForm(let path, let labelFiles) where !labelFiles.isEmpty:
      let names = labelFiles.map(\.printable).joined(separator: ", ")
      return
        "\(path.printable): no labels.tsv here; to use another labels file, give its path (found: \(names))"
    case .noKnownForm(let path, _):
      let forms = DatasetFormat.allCases.map { "\n  \($0.summary)" }.joined()
      return "\(path.printable): no labelled crops found; a data set is a folder with one of\(forms)"
    case .noWords(let path):
      return
        "\(path.printable): no words of each crop's own; write a labels.tsv with path<TAB>text<TAB>word<TAB>word..."
    case .nothingUsable(let path, let rejected) where rejected.isEmpty:
      return "\(path.printable): no labels in it"
    case .nothingUsable(let path, let rejected):
      return "\(path.printable): no usable crop, all \(rejected.count) rejected:\n" + firstLines(of: rejected)
    }
  }
}

/// The first few of a list, one indented line each, and how many more there are.
func firstLines(of list: some Collection<some CustomStringConvertible>, limit: Int = 5) -> String {
  var lines = list.prefix(limit).map { "  \($0)" }
  if list.count > limit { lines.append("  ... and \(list.count - limit) more") }
  return lines.joined(separator: "\n")
}
