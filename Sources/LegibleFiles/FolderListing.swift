import LegibleSystem

/// The regular files in a folder and in the folders below it, in an order that does not depend on the disk.
///
/// Hidden files and folders, those whose names begin with a dot, are left out. A link to a file counts as a
/// file.
package struct FolderListing: Sendable {
  /// What may hold files of interest and cannot be listed.
  package struct Unlisted: Sendable {
    /// Relative to the folder; U+FFFD stands for what is not UTF-8.
    package let path: String
    package let isFolder: Bool
    /// In words.
    package let reason: String

    package init(path: String, isFolder: Bool, reason: String) {
      (self.path, self.isFolder, self.reason) = (path, isFolder, reason)
    }
  }

  /// The files, relative to the folder, in bytewise order.
  package private(set) var files: [String] = []
  /// In bytewise order too: names that are not UTF-8, which no report and no list of files can write, and
  /// folders that the system does not let us read.
  package private(set) var unlisted: [Unlisted] = []
  /// Symbolic links that lead to nothing, or round in a circle; likewise. What they were to be is not known.
  package private(set) var brokenLinks: [String] = []

  /// - Parameter followingFolderLinks: Whether to look into folders behind symbolic links, too. Each folder
  ///   is listed once then, as what it is called without links if it can be, however many links lead there,
  ///   round in a circle included.
  /// - Throws: `FileError` where the folder itself cannot be read.
  package init(of root: String, followingFolderLinks: Bool = false) throws(FileError) {
    var folders = [""]
    var links: [String] = []
    var known: Set<FileStatus.Identity> = []
    while true {
      if folders.isEmpty {
        // Links come after all that is there without them, the first one first: `folders` is taken from its
        // end.
        folders = links.sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
        links = []
      }
      guard let folder = folders.popLast() else { break }
      let whole = joinPath(root, folder)
      if followingFolderLinks, let status = try? FileStatus(of: whole) {
        guard known.insert(status.identity).inserted else { continue }
      }
      guard let stream = opendir(whole) else {
        let reason = SystemError.last
        if folder.isEmpty { throw FileError(path: root, fact: .refused(.open, reason)) }
        unlisted.append(Unlisted(path: folder, isFolder: true, reason: "\(reason)"))
        continue
      }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
        let characters = name.assumingMemoryBound(to: CChar.self)
        if characters.pointee == CChar(UInt8(ascii: ".")) { continue }
        guard let name = String(validatingCString: characters) else {
          let path = joinPath(folder, String(cString: characters))
          let isFolder = Int32(entry.pointee.d_type) == Int32(DT_DIR)
          unlisted.append(
            Unlisted(path: path, isFolder: isFolder, reason: "the name is not UTF-8; rename it"))
          continue
        }
        let path = joinPath(folder, name)
        switch kind(of: entry, at: joinPath(root, path)) {
        case .file: files.append(path)
        case .folder: folders.append(path)
        case .link:
          do throws(SystemError) {
            switch try FileStatus(of: joinPath(root, path)).kind {
            case .file: files.append(path)
            case .folder where followingFolderLinks: links.append(path)
            default: break
            }
          } catch {
            brokenLinks.append(path)
          }
        case .other, nil: break
        }
      }
    }
    files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    brokenLinks.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    unlisted.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

/// The names of all that lies in a folder itself, files and folders, in no order. Hidden ones are left out, and
/// those that are not UTF-8.
/// - Throws: `FileError` where the folder cannot be read.
package func names(in folder: String) throws(FileError) -> [String] {
  guard let stream = opendir(folder.isEmpty ? "." : folder) else {
    throw FileError(path: folder, fact: .refused(.open, .last))
  }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
    guard let name = String(validatingCString: name.assumingMemoryBound(to: CChar.self)) else { continue }
    if !name.utf8.starts(with: ".".utf8) { names.append(name) }
  }
  return names
}

/// What a folder's entry is, links not followed; nil if it has gone.
private func kind(of entry: UnsafeMutablePointer<dirent>, at path: String) -> FileStatus.Kind? {
  // Most file systems tell with the name, which spares a call for each file.
  switch Int32(entry.pointee.d_type) {
  case Int32(DT_REG): .file
  case Int32(DT_DIR): .folder
  case Int32(DT_LNK): .link
  case Int32(DT_UNKNOWN): (try? FileStatus(ofLinkAt: path))?.kind
  default: .other
  }
}
