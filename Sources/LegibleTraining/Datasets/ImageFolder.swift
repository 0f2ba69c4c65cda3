import LegibleFiles

/// The images in a folder and in the folders below it, told by their names.
package struct ImageFolder {
  /// The images, joined to the folder's path, in bytewise order.
  package let paths: [String]
  /// What may be images and cannot be listed, and why: each message names the path and the fact.
  package let failures: [(path: String, message: String)]

  /// - Returns: nil where there is no folder at `path`.
  /// - Throws: `DatasetError.unreadable` where the folder itself cannot be read.
  package init?(_ path: String) throws(DatasetError) {
    guard (try? FileStatus(of: path))?.kind == .folder else { return nil }
    let listing = try FolderListing(ofDataset: path)
    paths = listing.files.filter(isImageName).map { joinPath(path, $0) }
    failures = listing.unfit.filter { $0.isFolder || isImageName($0.path) }.map { unfit in
      let whole = joinPath(path, unfit.path)
      return (whole, "\(whole.printable): \(unfit.reason)")
    }
  }
}

extension FolderListing {
  /// The files of a data set. Folders behind links are left out, because the crops there would count twice.
  /// - Throws: `DatasetError.unreadable` where the folder itself cannot be read.
  init(ofDataset path: String) throws(DatasetError) {
    do throws(FileError) {
      try self.init(of: path)
    } catch {
      throw DatasetError(error)
    }
  }

  /// What is not among the files and may be meant to be: folders, names and images that cannot be read.
  var unfit: [Unlisted] {
    let links = brokenLinks.filter { isImageName($0) || isTextBesideImage($0) }
    return unlisted
      + links.map { Unlisted(path: $0, isFolder: false, reason: "a link that leads to nothing; remove it") }
  }
}
