import LegibleFiles

/// Why a file gave no image. Printed, it names the file, the fact and, where there is one, the way out.
public struct ImageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The formats that are read, as they are called in messages.
  public enum Format: String, Equatable, Sendable {
    case png = "PNG"
    case jpeg = "JPEG"
  }

  public enum Fact: Equatable, Sendable {
    /// The file system refused; `reason` is its own words.
    case unreadable(reason: String)
    case notARegularFile
    case empty
    case fileTooLarge(bytes: Int, limit: Int)
    /// Neither PNG nor JPEG; what it is instead, where the first bytes tell.
    case unknownFormat(FileKind?)
    /// A PNG file with changes of Apple's own (the chunk CgBI), as Xcode packs them into apps for iOS.
    case applePNG
    case sideTooLong(width: Int, height: Int, limit: Int)
    case tooManyPixels(width: Int, height: Int, limit: Int)
    /// The bytes end before the picture does.
    case truncated(Format, bytes: Int)
    /// The bytes are not what the format allows, or a part of it that is not read; `reason` is the decoder's
    /// words.
    case undecodable(Format, reason: String)
    /// The file system refused; `reason` is its own words.
    case unwritable(reason: String)
  }

  /// The path, or the name that the caller gave to the bytes.
  public let file: String
  public let fact: Fact
  /// Only some of the pixels are lost: with `ImageLimits.allowsDamage` the file gives the others.
  public let isDamage: Bool

  public init(file: String, fact: Fact, isDamage: Bool = false) {
    self.file = file
    self.fact = fact
    self.isDamage = isDamage
  }

  /// What reading or writing the file has come to.
  init(_ error: FileError) {
    let fact: Fact =
      switch error.fact {
      case .refused(.write, let reason): .unwritable(reason: error.words(for: reason))
      case .refused(_, let reason): .unreadable(reason: error.words(for: reason))
      case .notARegularFile: .notARegularFile
      case .tooLarge(let bytes, let limit): .fileTooLarge(bytes: bytes, limit: limit)
      }
    self.init(file: error.path, fact: fact)
  }

  public var description: String { "\(file.printable): \(factDescription)" }

  /// The fact and the way out without the file's name, for reports that show it anyway.
  public var factDescription: String {
    switch fact {
    case .unreadable(let reason):
      "cannot be read: \(reason)"
    case .notARegularFile:
      "not a regular file; give the path of a PNG or JPEG file"
    case .empty:
      "the file is empty (0 bytes)"
    case .fileTooLarge(let bytes, let limit):
      "\(bytes) bytes, more than the limit of \(limit); crop or shrink the picture"
    case .unknownFormat(let kind?):
      "\(kind.name), not a PNG or JPEG; \(kind.wayOut)"
    case .unknownFormat(nil):
      "not a PNG or JPEG file (by its first bytes)"
    case .applePNG:
      "a PNG that Xcode made for iOS, which only Apple's programs read; convert it with "
        + "`pngcrush -revert-iphone-optimizations`, or open it on a Mac and export it"
    case .sideTooLong(let width, let height, let limit):
      "\(width)x\(height) pixels, a side longer than the limit of \(limit); crop or shrink the picture"
    case .tooManyPixels(let width, let height, let limit):
      "\(width)x\(height) pixels, more than the limit of \(limit); crop or shrink the picture"
    case .truncated(let format, let bytes):
      "truncated \(format.rawValue): the file ends early, after \(bytes) bytes; fetch or save it again"
    case .undecodable(let format, let reason):
      "\(format.rawValue) that cannot be decoded: \(reason); save it again as a plain \(format.rawValue)"
    case .unwritable(let reason):
      "cannot be written: \(reason)"
    }
  }
}
