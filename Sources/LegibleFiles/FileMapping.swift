#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A whole regular file as memory, for as long as the object lives. What is written there stays in this
/// process.
///
/// The file must not be changed in place meanwhile: the bytes here may change with it, and where it is cut
/// short the process ends with a signal. A file that is replaced (`ReplacementFile`) stays as it was for
/// those who have mapped it.
package final class FileMapping: @unchecked Sendable {
  // Unchecked: whoever writes there keeps others from it.
  package let bytes: UnsafeRawBufferPointer

  /// - Throws: `FileError`: it cannot be opened or mapped, or is no regular file.
  package init(of path: String) throws(FileError) {
    let (file, size) = try openRegularFile(path)
    defer { try? file.close() }
    // The system maps no empty files.
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.number, 0),
      start != MAP_FAILED
    else {
      throw FileError(path: path, fact: .refused(.map, .last))
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}
