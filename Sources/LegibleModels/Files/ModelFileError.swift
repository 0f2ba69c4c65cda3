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
    self.init(
      path: error.path, kind: kind,
      message: isNoFile ? "not a file; give a .safetensors file" : error.factDescription)
  }

  public var description: String { "\(path): \(message)" }
}
