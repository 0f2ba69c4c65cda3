#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a path leads to, symbolic links followed.
enum FileKind {
  case file, folder, other
}

/// The kind of what lies at `path`, or nil with `errno` set.
func fileKind(_ path: String) -> FileKind? {
  var info = stat()
  guard stat(path, &info) == 0 else { return nil }
  return kind(of: info)
}

private func kind(of info: stat) -> FileKind {
  switch info.st_mode & S_IFMT {
  case S_IFREG: .file
  case S_IFDIR: .folder
  default: .other
  }
}

/// The system's words for the last error.
func systemError() -> String { String(cString: strerror(errno)) }

/// The bytes of a regular file. (Opening a pipe or a device could wait for ever, so those are refused.)
/// - Throws: `DatasetError.unreadable`; `.tooLarge` before anything is read.
func readBytes(_ path: String, limit: Int) throws(DatasetError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemError()) }
  defer { close(descriptor) }
  var info = stat()
  guard fstat(descriptor, &info) == 0 else { throw .unreadable(path: path, reason: systemError()) }
  guard kind(of: info) == .file else { throw .unreadable(path: path, reason: "not a regular file") }
  var failure: String?
  let size = Int(info.st_size)
  guard size <= limit else { throw .tooLarge(path: path, bytes: size, limit: limit) }
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    while count < size {
      let got = read(descriptor, buffer.baseAddress! + count, size - count)
      if got < 0, errno == EINTR { continue }
      if got < 0 { failure = systemError() }
      if got <= 0 { break }
      count += got
    }
  }
  if let failure { throw .unreadable(path: path, reason: failure) }
  return bytes
}

/// What lies in a folder and in the folders below it.
struct FolderListing {
  /// The files, relative to the folder, in bytewise order.
  var paths: [String] = []
  /// What cannot be listed, relative to the folder, and why: names that are not UTF-8, which no report and no labels file
  /// can write, and folders that the system does not let us read.
  var unlisted: [(path: String, isFolder: Bool, reason: String)] = []
}

/// The files in a folder and in the folders below it.
///
/// Hidden files are left out, as are folders behind symbolic links, which may lead round in a circle.
/// - Throws: `DatasetError.unreadable` where the folder itself cannot be read.
func listFiles(_ root: String) throws(DatasetError) -> FolderListing {
  var listing = FolderListing()
  var folders = [""]
  while let folder = folders.popLast() {
    let folderPath = joinPath(root, folder)
    guard let stream = opendir(folderPath) else {
      let reason = systemError()
      if folder.isEmpty { throw .unreadable(path: root, reason: reason) }
      listing.unlisted.append((folder, true, reason))
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
        listing.unlisted.append((path, isFolder, "the name is not UTF-8; rename it"))
        continue
      }
      let path = joinPath(folder, name)
      switch kind(of: entry, at: joinPath(root, path)) {
      case .folder: folders.append(path)
      case .file: listing.paths.append(path)
      case .other, nil: break
      }
    }
  }
  listing.paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  listing.unlisted.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  return listing
}

/// What a folder's entry is: a folder where it is one itself, a file also behind a symbolic link; nil if it has gone.
private func kind(of entry: UnsafeMutablePointer<dirent>, at path: String) -> FileKind? {
  // Most file systems tell with the name, which spares a call for each file.
  switch Int32(entry.pointee.d_type) {
  case Int32(DT_REG): return .file
  case Int32(DT_DIR): return .folder
  case Int32(DT_LNK): return fileKind(path) == .file ? .file : .other
  default:
    var info = stat()
    guard lstat(path, &info) == 0 else { return nil }
    return kind(of: info) == .other ? (fileKind(path) == .file ? .file : .other) : kind(of: info)
  }
}

/// The images in a folder and in the folders below it, told by their names.
package struct ImageFolder {
  /// The images, joined to the folder's path, in bytewise order.
  package let paths: [String]
  /// What may be images and cannot be listed, and why: each message names the path and the fact.
  package let failures: [(path: String, message: String)]

  /// - Returns: nil where there is no folder at `path`.
  /// - Throws: `DatasetError.unreadable` where the folder itself cannot be read.
  package init?(_ path: String) throws(DatasetError) {
    guard fileKind(path) == .folder else { return nil }
    let listing = try listFiles(path)
    paths = listing.paths.filter(isImageName).map { joinPath(path, $0) }
    failures = listing.unlisted.filter { $0.isFolder || isImageName($0.path) }.map { unlisted in
      let whole = joinPath(path, unlisted.path)
      return (whole, "\(whole): \(unlisted.reason)")
    }
  }
}

/// `path` as seen from `folder`; an absolute path stays as it is, and an empty folder is the current one.
func joinPath(_ folder: String, _ path: String) -> String {
  if folder.isEmpty || path.utf8.first == UInt8(ascii: "/") { return path }
  if path.isEmpty { return folder }
  return folder.utf8.last == UInt8(ascii: "/") ? folder + path : folder + "/" + path
}

/// The part of `path` before its last slash, "" where there is none.
func folderPart(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The part of `path` after its last slash.
func namePart(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
  return String(path[path.utf8.index(after: slash)...])
}
