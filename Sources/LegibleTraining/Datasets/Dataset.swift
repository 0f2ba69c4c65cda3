import LegibleFiles

/// Labelled crops on disk: which image file shows which text. The images themselves are not opened.
package struct Dataset: Sendable {
  /// The path it was opened with.
  package let path: String
  /// The form its labels are in.
  package let format: DatasetFormat
  /// At least one crop: in the order of the labels file, or in bytewise order of the paths where there is
  /// none.
  package let items: [LabelledCrop]
  /// The lines that gave no crop, in the same order.
  package let rejected: [RejectedLine]
  /// What is odd about the labels, which are kept as they are.
  package let remarks: [LabelRemark]

  /// Opens a labels file or a folder.
  ///
  /// A file whose name ends in `.tsv` holds lines `path<TAB>text`; any other labels file is read in the form
  /// of its first line that has one, that one or ICDAR's `word_1.png, "text"`. Of a folder, the first of these
  /// that is there is read:
  ///
  /// 1. `labels.tsv`
  /// 2. `gt.txt`
  /// 3. `*.gt.txt`, here or in folders below, each beside its image
  /// 4. images named `number_label_number`, here or in folders below, unless some other `*.tsv`
  ///    or a `*.csv` lies in the folder
  ///
  /// - Parameter hasWords: whether lines are `path<TAB>text<TAB>word<TAB>word...`, with the words that this text may be
  ///   one of; nothing is labelled so but lines of the first form.
  /// - Throws: `DatasetError`: there is nothing there, it cannot be read, has none of these forms, or every
  ///   line of it was rejected.
  package init(path: String, hasWords: Bool = false) throws(DatasetError) {
    self.path = path
    let kind: FileStatus.Kind
    do throws(SystemError) {
      kind = try FileStatus(of: path).kind
    } catch {
      throw DatasetError(FileError(path: path, fact: .refused(.open, error)))
    }
    if kind != .folder {
      (format, items, rejected, remarks) = try Self.read(labelsFile: path, hasWords: hasWords)
    } else if let listed = Self.labelsFile(in: path) {
      (format, items, rejected, remarks) = try Self.read(
        labelsFile: joinPath(path, listed), hasWords: hasWords)
    } else {
      (format, items, rejected, remarks) = try Self.read(folder: path)
    }
    if hasWords, format != .tabSeparated { throw .noWords(path: path) }
    if items.isEmpty { throw .nothingUsable(path: path, rejected: rejected) }
  }

  private typealias Content = (DatasetFormat, [LabelledCrop], [RejectedLine], [LabelRemark])

  /// The labels file that a folder is read by, if it has one; `Labels.TSV` is one, too.
  private static func labelsFile(in folder: String) -> String? {
    let wanted = ["labels.tsv", "gt.txt"]
    if let exact = wanted.first(where: { exists(joinPath(folder, $0)) }) { return exact }
    let names = (try? names(in: folder))?.sorted() ?? []
    return wanted.lazy.compactMap { name in names.first { $0.lowercased() == name } }.first
  }

  private static func read(labelsFile path: String, hasWords: Bool) throws(DatasetError) -> Content {
    let file = try LabelsFile(path: path, hasWords: hasWords)
    return (file.format, file.items, file.rejected, file.remarks.all)
  }

  private static func read(folder path: String) throws(DatasetError) -> Content {
    let listing = try FolderListing(ofDataset: path)
    let files = listing.files
    let format: DatasetFormat
    let folder: CropFolder
    // With label files such as labels_fit.tsv about, labels guessed from names would be wrong in silence.
    let lists = files.filter {
      folderPart(of: $0).isEmpty && ["tsv", "csv"].contains(lowercasedExtension(of: $0))
    }
    if files.contains(where: isTextBesideImage) {
      format = .textBesideImage
      folder = CropFolder(pairsIn: path, files: files)
    } else if lists.isEmpty, files.contains(where: { isImageName($0) && labelInName($0) != nil }) {
      format = .fileName
      folder = CropFolder(namesIn: path, files: files)
    } else {
      throw noKnownForm(path, files: files, lists: lists)
    }
    let unlisted = listing.unfit.map {
      RejectedLine(source: SourceLine(file: joinPath(path, $0.path), line: nil), reason: $0.reason)
    }
    return (format, folder.items, folder.rejected + unlisted, folder.remarks.all)
  }

  /// What labels are in that other programs write; some can be read, of the others the message says what they
  /// are.
  private static let otherLists: Set = [
    "txt", "json", "jsonl", "xlsx", "xls", "ods", "xml", "mdb", "parquet",
  ]

  /// The nearest that a folder comes to a data set.
  private static func noKnownForm(_ path: String, files: [String], lists: [String]) -> DatasetError {
    if lists.count == 1, lowercasedExtension(of: lists[0]) == "csv" {
      return .commaSeparated(path: joinPath(path, lists[0]))
    }
    let texts = files.filter { lowercasedExtension(of: $0) == "txt" }
    let images = Set(files.filter(isImageName).map(withoutExtension))
    if lists.isEmpty, let example = texts.first(where: { images.contains(withoutExtension($0)) }) {
      return .textsOfAnotherName(path: path, example: namePart(of: example))
    }
    let others = files.filter {
      folderPart(of: $0).isEmpty && otherLists.contains(lowercasedExtension(of: $0) ?? "")
    }
    return .noKnownForm(path: path, labelFiles: lists + others)
  }
}
