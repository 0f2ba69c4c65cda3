import LegibleFiles

/// How a data set writes its labels.
package enum DatasetFormat: String, Sendable, CaseIterable {
  /// A file of lines `path<TAB>text`.
  case tabSeparated
  /// A file of lines `word_1.png, "text"`, quotes and backslashes in the text escaped by a backslash, as in the
  /// ICDAR Robust Reading Competitions.
  case icdar
  /// `word.png` and `word.gt.txt` side by side, as Tesseract, kraken and Calamari keep them.
  case textBesideImage
  /// `12_word_7.jpg`: number, label, number, as in MJSynth (Jaderberg et al. 2014).
  case fileName

  /// The form in words, with an example.
  package var summary: String {
    switch self {
    case .tabSeparated: "a labels.tsv with lines path<TAB>text"
    case .icdar: "a gt.txt with lines word_1.png, \"text\""
    case .textBesideImage: "pairs word.png and word.gt.txt"
    case .fileName: "labels in file names, 12_word_7.jpg"
    }
  }
}

/// Why a data set could not be opened. Every case prints as one or a few lines that name the path and the way out.
package enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// A file or folder that the system does not let us read; `reason` is the system's.
  case unreadable(path: String, reason: String)
  /// A file in an encoding other than UTF-8, told by its byte order mark.
  case encoding(path: String, name: String)
  /// A labels file of more bytes than are read.
  case tooLarge(path: String, bytes: Int, limit: Int)
  /// A folder in none of the forms; `labelFiles` are the `*.tsv` files in it, any of which may be meant.
  case noKnownForm(path: String, labelFiles: [String])
  /// No line gave a crop.
  case nothingUsable(path: String, rejected: [RejectedLine])

  /// What reading a file has come to.
  init(_ error: FileError) {
    self =
      switch error.fact {
      case .refused(_, let reason): .unreadable(path: error.path, reason: "\(reason)")
      case .notARegularFile: .unreadable(path: error.path, reason: "not a regular file")
      case .tooLarge(let bytes, let limit): .tooLarge(path: error.path, bytes: bytes, limit: limit)
      }
  }

  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      return "\(path): \(reason)"
    case .encoding(let path, let name):
      return "\(path): written in \(name); save it as UTF-8"
    case .tooLarge(let path, let bytes, let limit):
      return "\(path): \(bytes) bytes, more than the limit of \(limit); split it into several labels files"
    case .noKnownForm(let path, let labelFiles) where !labelFiles.isEmpty:
      let names = labelFiles.joined(separator: ", ")
      return "\(path): no labels.tsv here; to use another labels file, give its path (found: \(names))"
    case .noKnownForm(let path, _):
      let forms = DatasetFormat.allCases.map { "\n  \($0.summary)" }.joined()
      return "\(path): no labelled crops found; a data set is a folder with one of\(forms)"
    case .nothingUsable(let path, let rejected) where rejected.isEmpty:
      return "\(path): no labels in it"
    case .nothingUsable(let path, let rejected):
      return "\(path): no usable crop, all \(rejected.count) rejected:\n" + firstLines(of: rejected)
    }
  }
}

/// The first few of a list, one indented line each, and how many more there are.
func firstLines(of list: some Collection<some CustomStringConvertible>, limit: Int = 5) -> String {
  var lines = list.prefix(limit).map { "  \($0)" }
  if list.count > limit { lines.append("  ... and \(list.count - limit) more") }
  return lines.joined(separator: "\n")
}
