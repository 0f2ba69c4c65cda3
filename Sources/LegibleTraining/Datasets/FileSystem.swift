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
/// - Throws: `DatasetError.unreadable`.
func readBytes(_ path: String) throws(DatasetError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemError()) }
  defer { close(descriptor) }
  var info = stat()
  guard fstat(descriptor, &info) == 0 else { throw .unreadable(path: path, reason: systemError()) }
  guard kind(of: info) == .file else { throw .unreadable(path: path, reason: "not a regular file") }
  var failure: String?
  let size = Int(info.st_size)
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

/// The files in a folder and in the folders below it: paths relative to `root`, in bytewise order.
///
/// Hidden files are left out, as are folders behind symbolic links, which may lead round in a circle. Names that are
/// not UTF-8 cannot be written in a report or in a labels file; they are counted.
/// - Throws: `DatasetError.unreadable` naming the folder.
func listFiles(_ root: String) throws(DatasetError) -> (paths: [String], notUTF8: Int) {
  var paths: [String] = []
  var notUTF8 = 0
  var folders = [""]
  while let folder = folders.popLast() {
    let folderPath = joinPath(root, folder)
    guard let stream = opendir(folderPath) else {
      throw .unreadable(path: folderPath, reason: systemError())
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
      let characters = name.assumingMemoryBound(to: CChar.self)
      if characters.pointee == CChar(UInt8(ascii: ".")) { continue }
      guard let name = String(validatingCString: characters) else {
        notUTF8 += 1
        continue
      }
      let path = joinPath(folder, name)
      var info = stat()
      guard lstat(joinPath(root, path), &info) == 0 else { continue }  // Removed since it was listed.
      if kind(of: info) == .folder {
        folders.append(path)
      } else if kind(of: info) == .file || fileKind(joinPath(root, path)) == .file {
        paths.append(path)
      }
    }
  }
  paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  return (paths, notUTF8)
}

/// The images in a folder and in the folders below it, told by their names, in bytewise order of their paths.
///
/// - Returns: the paths, joined to the folder's; nil where there is no folder at `path`.
/// - Throws: `DatasetError.unreadable` naming the folder.
public func imageFiles(inFolder path: String) throws(DatasetError) -> [String]? {
  guard fileKind(path) == .folder else { return nil }
  return try listFiles(path).paths.filter(isImageName).map { joinPath(path, $0) }
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
