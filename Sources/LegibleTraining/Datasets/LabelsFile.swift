import LegibleFiles

/// Reads a file of labels, one line a crop: `path<TAB>text` or the ICDAR form.
///
/// UTF-8, read as `TextFile` says, blank lines skipped. Relative image paths start at the labels file's folder
/// and may lead out of it; `ImageLocator` finds what other systems call otherwise.
struct LabelsFile {
  let path: String
  private let hasWords: Bool
  private(set) var format = DatasetFormat.tabSeparated
  private(set) var items: [LabelledCrop] = []
  private(set) var rejected: [RejectedLine] = []
  private(set) var remarks = LabelRemarks()

  /// Room for some millions of lines; a longer file would be no labels, or more than memory holds.
  static let byteLimit = 256 << 20

  /// - Throws: `DatasetError.unreadable`, `.tooLarge`, `.encoding`, `.notText`, `.commaSeparated`.
  init(path: String, hasWords: Bool = false) throws(DatasetError) {
    self.path = path
    self.hasWords = hasWords
    let file = try TextFile(contentsOf: path, limit: Self.byteLimit)
    if file.kind != .text { throw .notText(path: path, kind: file.kind) }
    let lines = file.lines
    let told = lowercasedExtension(of: path) == "tsv" ? .tabSeparated : Self.tellFormat(lines)
    if lowercasedExtension(of: path) == "csv", told != .tabSeparated { throw .commaSeparated(path: path) }
    format = told ?? .icdar
    var locator = ImageLocator(folder: folderPart(of: path))
    var notUTF8 = 0
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let source = SourceLine(file: path, line: index + 1)
      guard let text = String(validating: line, as: UTF8.self) else {
        rejected.append(RejectedLine(source: source, reason: LineFailure.notUTF8.reason))
        remarks.add(.notUTF8, source)
        notUTF8 += 1
        continue
      }
      switch parse(text, isKnownForm: told != nil).flatMap({ locate($0, &locator, source) }) {
      case .success(let crop):
        items.append(crop)
        remarks.look(at: crop)
      case .failure(let failure): rejected.append(RejectedLine(source: source, reason: failure.reason))
      }
    }
    if notUTF8 > 0, notUTF8 == rejected.count, items.isEmpty {
      throw .encoding(path: path, name: "Latin-1, Windows-1252 or the like")
    }
  }

  /// The form of the first line that has one. Some tools write path<TAB>text into a gt.txt; a tab inside an
  /// ICDAR text comes after the quote.
  private static func tellFormat(_ lines: [ArraySlice<UInt8>]) -> DatasetFormat? {
    for line in lines {
      guard let text = String(validating: line, as: UTF8.self) else { continue }
      if case .success = parseICDAR(text) { return .icdar }
      if text.utf8.contains(UInt8(ascii: "\t")) { return .tabSeparated }
    }
    return nil
  }

  private func parse(_ line: String, isKnownForm: Bool) -> Result<LabelledPath, LineFailure> {
    if !isKnownForm, let failure = unknownForm(line) { return .failure(failure) }
    return format == .icdar ? parseICDAR(line) : parseTabSeparated(line)
  }

  /// How other programs call the column of paths.
  private static let columnNames: Set = [
    "path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_name", "image_path",
    "img",
    "img_path", "name",
  ]

  private func locate(
    _ line: LabelledPath, _ locator: inout ImageLocator, _ source: SourceLine
  ) -> Result<LabelledCrop, LineFailure> {
    switch locator.locate(line.path) {
    case .success(let path) where hasWords:
      return parseWords(line.text).map {
        LabelledCrop(path: path, text: $0.text, words: $0.words, source: source)
      }
    case .success(let path): return .success(LabelledCrop(path: path, text: line.text, source: source))
    case .failure(let failure):
      var hint = ""
      if !isImageName(line.path), isImageName(line.text), case .success = locator.locate(line.text) {
        hint = "; text and path have changed places: write path<TAB>text"
      } else if Self.columnNames.contains(line.path.lowercased()) {
        hint = "; if the line names the columns, remove it"
      }
      return .failure(LineFailure(reason: failure.reason + hint))
    }
  }
}
