import LegibleFiles

/// An image file and the text it shows.
package struct LabelledCrop: Equatable, Sendable {
  /// Path of the image file: absolute, or joined to the path the data set was opened with.
  package let path: String
  /// The label, scalar for scalar as written: spaces, commas and the Unicode form are kept. (Swift compares
  /// strings by canonical equivalence, so labels in NFC and NFD are equal to it.)
  package let text: String
  /// The words that the text may be one of, where the data set was opened to have them.
  package let words: [String]
  /// Where the label was written.
  package let source: SourceLine

  package init(path: String, text: String, words: [String] = [], source: SourceLine) {
    self.path = path
    self.text = text
    self.words = words
    self.source = source
  }
}

/// A line of a file, or a whole file. Prints as `labels.tsv:12`.
public struct SourceLine: Equatable, Sendable, CustomStringConvertible {
  /// Path of the file.
  public let file: String
  /// Line number from 1; nil where the label is the file's own name.
  public let line: Int?

  public init(file: String, line: Int?) {
    self.file = file
    self.line = line
  }

  public var description: String { file.printable + (line.map { ":\($0)" } ?? "") }
}

/// A line that gave no crop, and why. Prints as `labels.tsv:12: no tab between path and text`.
public struct RejectedLine: Equatable, Sendable, CustomStringConvertible {
  public let source: SourceLine
  /// A phrase for the user, in words, safe to print on a terminal.
  public let reason: String

  public init(source: SourceLine, reason: String) {
    self.source = source
    self.reason = reason
  }

  public var description: String { "\(source): \(reason)" }
}
