import LegibleFiles

/// Labelled crops on disk: which image file shows which text. The images themselves are not opened.
package struct Dataset: Sendable {
  /// The path it was opened with.
  package let path: String
  /// The form its labels are in.
  package let format: DatasetFormat
  /// At least one crop: in the order of the labels file, or in bytewise order of the paths where there is none.
  package let items: [LabelledCrop]
  /// The lines that gave no crop, in the same order.
  package let rejected: [RejectedLine]

  /// Opens a labels file or a folder.
  ///
  /// A file whose name ends in `.tsv` holds lines `path<TAB>text`; any other labels file is read in the form of its
  /// first line, that one or ICDAR's `word_1.png, "text"`. Of a folder, the first of these that is there is read:
  ///
  /// 1. `labels.tsv`
  /// 2. `gt.txt`
  /// 3. `*.gt.txt`, here or in folders below, each beside its image
  /// 4. images named `number_label_number`, here or in folders below, unless some other `*.tsv` lies in the folder
  ///
  /// - Throws: `DatasetError`: there is nothing there, it cannot be read, has none of these forms, or every line of
  ///   it was rejected.
  package init(path: String) throws(DatasetError) {
    self.path = path
    let kind: FileStatus.Kind
    do throws(SystemError) {
      kind = try FileStatus(of: path).kind
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    let listed = [joinPath(path, "labels.tsv"), joinPath(path, "gt.txt")].first(where: exists)
    if kind != .folder {
      (format, items, rejected) = try Self.read(labelsFile: path)
    } else if let listed {
      (format, items, rejected) = try Self.read(labelsFile: listed)
    } else {
      (format, items, rejected) = try Self.read(folder: path)
    }
    if items.isEmpty { throw .nothingUsable(path: path, rejected: rejected) }
  }

  private typealias Content = (DatasetFormat, [LabelledCrop], [RejectedLine])

  private static func read(labelsFile path: String) throws(DatasetError) -> Content {
    let file = try LabelsFile(path: path)
    return (file.format, file.items, file.rejected)
  }

  private static func read(folder path: String) throws(DatasetError) -> Content {
    let listing = try FolderListing(ofDataset: path)
    let files = listing.files
    let format: DatasetFormat
    let folder: CropFolder
    let labelFiles = files.filter { $0.hasSuffix(".tsv") && folderPart(of: $0).isEmpty }
    if files.contains(where: { $0.hasSuffix(textSuffix) }) {
      format = .textBesideImage
      folder = CropFolder(pairsIn: path, files: files)
    } else if labelFiles.isEmpty, files.contains(where: { isImageName($0) && labelInName($0) != nil }) {
      format = .fileName
      folder = CropFolder(namesIn: path, files: files)
    } else {
      // With label files such as labels_fit.tsv about, labels guessed from names would be wrong in silence.
      throw .noKnownForm(path: path, labelFiles: labelFiles)
    }
    let unlisted = listing.unlisted.map {
      RejectedLine(source: SourceLine(file: joinPath(path, $0.path), line: nil), reason: $0.reason)
    }
    return (format, folder.items, folder.rejected + unlisted)
  }
}
