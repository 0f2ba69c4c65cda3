/// What a file is by its first bytes, whatever its name says: for the message about a file that is not what was
/// asked for.
public struct FileKind: Hashable, Sendable {
  /// With its article, as messages say it: "a GIF file".
  public let name: String
  /// What to do with it where a picture was asked for: the end of a sentence.
  public let wayOut: String
  /// What to do with it where a model or labels were asked for; nil where nothing makes one of it, and another
  /// file must be given.
  package let wayOutElsewhere: String?

  public init(name: String, wayOut: String) { self.init(name, Remedy(wayOut)) }

  private init(_ name: String, _ remedy: Remedy) {
    self.name = name
    wayOut = remedy.picture
    wayOutElsewhere = remedy.elsewhere
  }

  /// A file of numbers with names, as models and checkpoints are.
  package static let safetensors = FileKind("a safetensors file (a model or a checkpoint)", .givePicture)
  /// Lines of text that are of no other kind: labels, a list, a record.
  package static let text = FileKind("a text file", .givePicture)

  /// Bytes that are looked at, at most.
  package static let bytesLookedAt = 1_024

  /// - Parameter bytes: A whole file, or as many of its first bytes as are looked at.
  /// - Returns: Nil for one of no kind that is known here.
  package init?(of bytes: UnsafeRawBufferPointer) {
    let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.bytesLookedAt))
    if let kind = Self.kind(bySignature: head) ?? Self.kind(byStructure: head) {
      self = kind
    } else if let kind = Self(ofText: head), kind != .text || head.contains(where: isLineEnd) {
      // A single line without an end may be anything.
      self = kind
    } else if head.starts(with: "BM".utf8) {
      // Last of all, because a text may begin like that, too.
      self.init("a BMP file", .convert)
    } else {
      return nil
    }
  }

  /// What text in UTF-8 is; what begins like a picture, but is text all along, is text.
  /// - Parameter bytes: As for `init(of:)`.
  /// - Returns: Nil for what is no such text.
  package init?(ofText bytes: UnsafeRawBufferPointer) {
    let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.bytesLookedAt))
    // Of control characters, text has line ends and tabs.
    guard head.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || isSpace($0) }), isUTF8(head) else { return nil }
    self = Self.kind(ofMarkup: head) ?? .text
  }
}

// MARK: What to do

extension FileKind {
  private struct Remedy {
    let picture: String
    let elsewhere: String?

    init(_ picture: String, elsewhere: String? = nil) {
      self.picture = picture
      self.elsewhere = elsewhere
    }

    static let givePicture = Remedy("give the path of a PNG or JPEG file")
    static let convert = Remedy("convert it to PNG")
    static let export = Remedy("export it as a PNG")
    static let takeFrame = Remedy("take a frame of it as a PNG")
    static let unpack = Remedy("unpack it", elsewhere: "unpack it")
    static let save = Remedy("fetch or save the picture itself")
    static let fetch = Remedy(save.picture, elsewhere: "download the file itself")
    static let pull = Remedy(
      "fetch the picture with `git lfs pull`", elsewhere: "fetch the file with `git lfs pull`")
    static let binary = Remedy("fetch it again in binary mode", elsewhere: "fetch it again in binary mode")
    static let decode = Remedy("decode it with `base64 -d`")
  }
}

// MARK: Bytes

extension FileKind {
  private static func kind(bySignature head: UnsafeRawBufferPointer) -> FileKind? {
    guard let found = signatures.first(where: { head.dropFirst($0.offset).starts(with: $0.bytes) }) else {
      return nil
    }
    guard found.name == zip else { return FileKind(found.name, found.remedy) }
    // What such an archive is for, its first members tell.
    if head.contains("data.pkl".utf8) { return FileKind("a PyTorch model", .givePicture) }
    if head.contains("[Content_Types].xml".utf8) || head.contains("opendocument".utf8) {
      return FileKind("an office document", .export)
    }
    if head.contains(".npy".utf8) { return FileKind("an archive of NumPy arrays", .givePicture) }
    return FileKind(zip, .unpack)
  }

  private static let zip = "a ZIP archive"

  /// The first that fits is it, so that the special come before the general.
  private static let signatures: [(offset: Int, bytes: [UInt8], name: String, remedy: Remedy)] = [
    (0, [0x89] + Array("PNG\r\n\u{1A}\n".utf8), "a PNG file", .givePicture),
    (0, [0xFF, 0xD8, 0xFF], "a JPEG file", .givePicture),
    (0, Array("GIF8".utf8), "a GIF file", .convert),
    (8, Array("WEBP".utf8), "a WebP file", .convert),
    (0, Array("RIFF".utf8), "a sound or video file", .takeFrame),
    (0, Array("II*\0".utf8), "a TIFF file", .convert),
    (0, Array("MM\0*".utf8), "a TIFF file", .convert),
    (0, Array("II+\0".utf8), "a TIFF file", .convert),
    (0, Array("MM\0+".utf8), "a TIFF file", .convert),
    (4, Array("ftypavif".utf8), "an AVIF file", .convert),
    (4, Array("ftypavis".utf8), "an AVIF file", .convert),
    (4, Array("ftyphei".utf8), "a HEIC file", .convert),
    (4, Array("ftyphev".utf8), "a HEIC file", .convert),
    (4, Array("ftypmif1".utf8), "a HEIC file", .convert),
    (4, Array("ftypmsf1".utf8), "a HEIC file", .convert),
    (4, Array("ftypjxl ".utf8), "a JPEG XL file", .convert),
    (4, Array("ftyp".utf8), "a video file", .takeFrame),
    (4, Array("JXL \r\n".utf8), "a JPEG XL file", .convert),
    (0, [0xFF, 0x0A], "a JPEG XL file", .convert),
    (4, Array("jP  \r\n".utf8), "a JPEG 2000 file", .convert),
    (0, [0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 file", .convert),
    (0, [0x49, 0x49, 0xBC], "a JPEG XR file", .convert),
    (0, Array("8BPS".utf8), "a Photoshop file", .export),
    (0, Array("%PDF".utf8), "a PDF file", .convert),
    (0, Array("%!PS".utf8), "a PostScript file", .convert),
    (0, Array("AT&TFORM".utf8), "a DjVu file", .convert),
    (128, Array("DICM".utf8), "a DICOM file", .convert),
    (0, [0x00, 0x00, 0x01, 0x00], "an icon file (ICO)", .convert),
    (0, Array("qoif".utf8), "a QOI file", .convert),
    (0, [0x8A] + Array("MNG".utf8), "an MNG file", .convert),
    (0, [0x76, 0x2F, 0x31, 0x01], "an OpenEXR file", .convert),
    (0, Array("DDS ".utf8), "a DDS file", .convert),
    (0, [0x93] + Array("NUMPY".utf8), "a NumPy array", Remedy("save it as a PNG")),
    (0, [0x89] + Array("HDF\r\n".utf8), "an HDF5 file (as Keras writes models)", .givePicture),
    (0, Array("GGUF".utf8), "a GGUF model", .givePicture),
    (4, Array("TFL3".utf8), "a TensorFlow Lite model", .givePicture),
    // The pickle of a magic number, with which PyTorch began its files before version 1.6.
    (2, [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20], "a PyTorch model", .givePicture),
    (0, [0x80, 0x02], "a Python pickle (as PyTorch writes models)", .givePicture),
    (0, [0x80, 0x03], "a Python pickle (as PyTorch writes models)", .givePicture),
    (0, [0x80, 0x04, 0x95], "a Python pickle (as PyTorch writes models)", .givePicture),
    (0, [0x80, 0x05, 0x95], "a Python pickle (as PyTorch writes models)", .givePicture),
    (0, Array("SQLite format 3\0".utf8), "an SQLite database", .givePicture),
    (0, Array("PAR1".utf8), "a Parquet file", .givePicture),
    (16, [0xDE, 0xC0, 0xEF, 0xBE], "an LMDB database", .givePicture),
    (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an office document", .export),
    (0, Array("PK\u{3}\u{4}".utf8), zip, .unpack),
    (0, Array("PK\u{5}\u{6}".utf8), zip, .unpack),
    (0, [0x1F, 0x8B], "a gzip file", .unpack),
    (0, [0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file", .unpack),
    (0, [0xFD] + Array("7zXZ\0".utf8), "an xz file", .unpack),
    (4, Array("1AY&SY".utf8), "a bzip2 file", .unpack),
    (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", .unpack),
    (0, Array("Rar!\u{1A}\u{7}".utf8), "a RAR archive", .unpack),
    (257, Array("ustar".utf8), "a tar archive", .unpack),
    // What becomes of the first bytes of a PNG and of a JPEG where a program takes them for text.
    (0, [0x89] + Array("PNG".utf8), "what is left of a PNG taken for text", .binary),
    (0, [0xC2, 0x89] + Array("PNG".utf8), "what is left of a PNG taken for text", .binary),
    (0, [0xEF, 0xBF, 0xBD] + Array("PNG".utf8), "what is left of a PNG taken for text", .binary),
    (0, [0xC3, 0xBF, 0xC3, 0x98, 0xC3, 0xBF], "what is left of a JPEG taken for text", .binary),
    (0, [0xEF, 0xBF, 0xBD, 0xEF, 0xBF, 0xBD], "what is left of a file taken for text", .binary),
  ]

  /// Formats whose first bytes are numbers.
  private static func kind(byStructure head: UnsafeRawBufferPointer) -> FileKind? {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    if head.count > 3, head[0] == UInt8(ascii: "P"), UInt8(ascii: "1")...UInt8(ascii: "7") ~= head[1],
      isSpace(head[2]),
      // A text may begin like that, too, but the format goes on with a size or a remark.
      digits ~= head[3] || head[3] == UInt8(ascii: "#") || head.dropFirst(3).starts(with: "WIDTH".utf8)
    {
      return FileKind("a PNM file", .convert)
    }
    // The length of the header in eight bytes, and the header, which is JSON.
    if head.count > 9, head[8] == UInt8(ascii: "{"), head[4..<8].allSatisfy({ $0 == 0 }),
      [UInt8(ascii: "\""), UInt8(ascii: "}")].contains(head[9])
    {
      return safetensors
    }
    // Messages of Protocol Buffers that begin with a small version. In Core ML comes the description, a message
    // that begins with another; in ONNX the name of the program that wrote it, or the graph.
    if head.count > 5, head[0] == 0x08, 1...32 ~= head[1] {
      // The length between the field's number and the field has one byte or two.
      if head[2] == 0x12, head[head[3] < 0x80 ? 4 : 5] == 0x0A {
        return FileKind("a Core ML model (as kraken writes)", .givePicture)
      }
      if [0x12, 0x1A, 0x22, 0x3A, 0x42].contains(head[2]) { return FileKind("an ONNX model", .givePicture) }
    }
    // The number of parts, and where each begins; minus one stands for a part that is not there.
    if head.count > 12, 16...64 ~= head[0], head[1..<4].allSatisfy({ $0 == 0 }),
      head[4..<12].allSatisfy({ $0 == 0xFF })
    {
      return FileKind("a Tesseract model", .givePicture)
    }
    return nil
  }
}

// MARK: Texts

extension FileKind {
  private static func kind(ofMarkup head: UnsafeRawBufferPointer) -> FileKind? {
    // Programs begin a text with a byte order mark or with empty lines, and write names in either case.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = head.starts(with: mark) ? head.dropFirst(mark.count) : head[...]
    let text = start.drop(while: isSpace).map { byte in
      UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
    if let kind = texts.first(where: { text.starts(with: $0.start.utf8) }) {
      // An XML file says what it is some lines further down.
      let mayBeDrawing = kind.start == "<?xml" || kind.start == "<!--"
      return mayBeDrawing && text.contains("<svg".utf8) ? svg : FileKind(kind.name, kind.remedy)
    }
    let second = text.dropFirst().first { !isSpace($0) }
    guard let first = text.first, let second, "{[".utf8.contains(first), "\"{}[]".utf8.contains(second) else {
      return nil
    }
    return FileKind("a JSON text", .save)
  }

  private static let svg = FileKind("an SVG drawing", .export)

  /// The beginnings of texts, in lower case.
  private static let texts: [(start: String, name: String, remedy: Remedy)] = [
    ("version https://git-lfs.github.com/", "a Git LFS pointer", .pull),
    ("<!doctype html", "an HTML page", .fetch),
    ("<html", "an HTML page", .fetch),
    ("<head", "an HTML page", .fetch),
    ("<svg", "an SVG drawing", .export),
    ("<!doctype svg", "an SVG drawing", .export),
    ("<?xml", "an XML file", .save),
    ("<!--", "an HTML or XML file", .fetch),
    ("data:image/", "a picture written as a data URL", Remedy("decode its base64 to a file")),
    ("ivborw0kggo", "a PNG written as base64", .decode),
    ("/9j/4", "a JPEG written as base64", .decode),
  ]
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

/// Where a file may go on after its head, the last character of that may be cut.
private func isUTF8(_ head: UnsafeRawBufferPointer) -> Bool {
  let longestCut = head.count < FileKind.bytesLookedAt ? 0 : 3
  return (0...longestCut).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
}
