#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that crops are made from.
public struct SourceFile: Sendable, Equatable {
  public let path: String
  /// Its length.
  public let bytes: Int
}

/// Files under `folders` whose names end in one of `extensions` (lower case, with the dot; empty: all files),
/// sorted by path so that a catalogue does not depend on the order of a directory. A path that is itself a
/// file is taken as it is.
func files(under folders: [String], extensions: [String]) -> [SourceFile] {
  var found: [SourceFile] = []
  var waiting = folders
  // Links may lead in circles; no sane tree holds this many folders.
  var budget = 100_000
  while let path = waiting.popLast(), budget > 0 {
    budget -= 1
    guard let folder = opendir(path) else {
      var status = stat()
      if access(path, R_OK) == 0, stat(path, &status) == 0 {
        found.append(SourceFile(path: path, bytes: Int(status.st_size)))
      }
      continue
    }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      let child = path + "/" + name
      var status = stat()
      guard stat(child, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        waiting.append(child)
      } else if extensions.isEmpty || extensions.contains(where: { name.lowercased().hasSuffix($0) }) {
        found.append(SourceFile(path: child, bytes: Int(status.st_size)))
      }
    }
  }
  return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
}

/// The bytes of a file, or nil if it cannot be read or is larger than `limit`.
func bytes(ofFile path: String, limit: Int) -> [UInt8]? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var status = stat()
  guard fstat(fileno(file), &status) == 0, Int(status.st_size) <= limit else { return nil }
  let size = Int(status.st_size)
  return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    count = size == 0 ? 0 : fread(buffer.baseAddress, 1, size, file)
  }
}
