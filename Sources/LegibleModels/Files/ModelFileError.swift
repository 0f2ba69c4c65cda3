import LegibleFiles

/// Why a model file, or any safetensors file, cannot be read or written: the file, the fact and the way out.
public struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// The system does not give the file.
    case unreadable
    /// The system does not take the file; a file that was there before is untouched.
    case unwritable
    /// Not a safetensors file, or a truncated or changed one.
    case damaged
    /// Written by a newer version of Legible.
    case newerVersion
    /// A sound safetensors file that is not what was asked for.
    case unsuitable
  }
  public let path: String
  public let kind: Kind
  /// The fact and the way out, in words.
  public let message: String

  public init(path: String, kind: Kind, message: String) {
    self.path = path
    self.kind = kind
    self.message = message
  }

  /// What reading or writing the file has come to.
  init(_ error: FileError, kind: Kind) {
    let isNoFile = error.fact == .notARegularFile
    let isFolder = isNoFile && (try? FileStatus(of: error.path))?.kind == .folder
    let words = isFolder ? "a folder, not a file" : "not a file"
    self.init(
      path: error.path, kind: kind,
      message: isNoFile ? "\(words); give a .safetensors file" : error.factDescription)
  }

  /// A file that does not begin as a safetensors file does, told by what it is instead.
  init(notSafeTensors bytes: UnsafeRawBufferPointer, path: String) {
    let message: String
    if bytes.isEmpty {
      message = "the file is empty (0 bytes); get the file again"
    } else if let kind = FileKind(of: bytes), kind != .safetensors {
      let wayOut = kind.wayOutElsewhere ?? "give a .safetensors file that Legible has written"
      message = "not a safetensors file but \(kind.name); \(wayOut)"
    } else if bytes.count < 8 {
      message = "\(bytes.count) bytes are too few for a safetensors file; get the file again"
    } else {
      message = "not a safetensors file: it does not begin with a header of that format"
    }
    self.init(path: path, kind: .damaged, message: message)
  }

  public var description: String { "\(path.printable): \(message)" }
}
