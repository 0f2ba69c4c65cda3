/// A kind of file that people take for a PNG or JPEG, told by its first bytes.
public struct FileKind: Equatable, Sendable {
  /// With its article, as messages say it: "a GIF file".
  public let name: String
  /// What to do with it: the end of a sentence.
  public let wayOut: String

  public init(name: String, wayOut: String) {
    self.name = name
    self.wayOut = wayOut
  }
}

extension FileKind {
  /// Nil for a kind that is not in the lists below.
  init?(of bytes: UnsafeRawBufferPointer) {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
    if let kind = Self.signatures.first(where: { bytes.dropFirst($0.offset).starts(with: $0.bytes) }) {
      self.init(name: kind.name, wayOut: kind.wayOut)
      return
    }
    if bytes.count > 2, bytes[0] == UInt8(ascii: "P"), UInt8(ascii: "1")...UInt8(ascii: "7") ~= bytes[1],
      isSpace(bytes[2])
    {
      self.init(name: "a PNM file", wayOut: Self.convert)
      return
    }
    // Programs begin a text with a byte order mark or with empty lines, and write names in either case.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    let text = start.prefix(1_024).drop(while: isSpace).map { byte in
      UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
    guard let kind = Self.texts.first(where: { text.starts(with: $0.start.utf8) }) else { return nil }
    // An XML file says what it is some lines further down.
    let isDrawing = kind.start == "<?xml" || kind.start == "<!--"
    let isSVG = isDrawing && text.indices.contains { text[$0...].starts(with: "<svg".utf8) }
    self.init(name: isSVG ? Self.svg : kind.name, wayOut: isSVG ? Self.draw : kind.wayOut)
  }

  private static let convert = "convert it to PNG"
  private static let fetch = "fetch or save the picture itself"
  private static let binary = "fetch it again in binary mode"
  private static let draw = "export it as a PNG"
  private static let svg = "an SVG drawing"

  /// The first that fits is it, so that the special come before the general.
  private static let signatures: [(offset: Int, bytes: [UInt8], name: String, wayOut: String)] = [
    (0, Array("GIF8".utf8), "a GIF file", convert),
    (8, Array("WEBP".utf8), "a WebP file", convert),
    (0, Array("RIFF".utf8), "a sound or video file", "take a frame of it as a PNG"),
    (0, Array("BM".utf8), "a BMP file", convert),
    (0, Array("II*\0".utf8), "a TIFF file", convert),
    (0, Array("MM\0*".utf8), "a TIFF file", convert),
    (0, Array("II+\0".utf8), "a TIFF file", convert),
    (0, Array("MM\0+".utf8), "a TIFF file", convert),
    (4, Array("ftypavif".utf8), "an AVIF file", convert),
    (4, Array("ftypavis".utf8), "an AVIF file", convert),
    (4, Array("ftyphei".utf8), "a HEIC file", convert),
    (4, Array("ftyphev".utf8), "a HEIC file", convert),
    (4, Array("ftypmif1".utf8), "a HEIC file", convert),
    (4, Array("ftypmsf1".utf8), "a HEIC file", convert),
    (4, Array("ftypjxl ".utf8), "a JPEG XL file", convert),
    (4, Array("ftyp".utf8), "a video file", "take a frame of it as a PNG"),
    (4, Array("JXL \r\n".utf8), "a JPEG XL file", convert),
    (0, [0xFF, 0x0A], "a JPEG XL file", convert),
    (4, Array("jP  \r\n".utf8), "a JPEG 2000 file", convert),
    (0, [0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 file", convert),
    (0, [0x49, 0x49, 0xBC], "a JPEG XR file", convert),
    (0, Array("8BPS".utf8), "a Photoshop file", draw),
    (0, Array("%PDF".utf8), "a PDF file", convert),
    (0, Array("%!PS".utf8), "a PostScript file", convert),
    (0, Array("AT&TFORM".utf8), "a DjVu file", convert),
    (128, Array("DICM".utf8), "a DICOM file", convert),
    (0, [0x00, 0x00, 0x01, 0x00], "an icon file (ICO)", convert),
    (0, Array("qoif".utf8), "a QOI file", convert),
    (0, [0x8A] + Array("MNG".utf8), "an MNG file", convert),
    (0, [0x76, 0x2F, 0x31, 0x01], "an OpenEXR file", convert),
    (0, Array("DDS ".utf8), "a DDS file", convert),
    (0, [0x93] + Array("NUMPY".utf8), "a NumPy array", "save it as a PNG"),
    (0, Array("PK\u{3}\u{4}".utf8), "a ZIP archive", "unpack it"),
    (0, [0x1F, 0x8B], "a gzip file", "unpack it"),
    // What becomes of the first bytes of a PNG and of a JPEG where a program takes them for text.
    (0, [0x89] + Array("PNG".utf8), "what is left of a PNG taken for text", binary),
    (0, [0xC2, 0x89] + Array("PNG".utf8), "what is left of a PNG taken for text", binary),
    (0, [0xEF, 0xBF, 0xBD] + Array("PNG".utf8), "what is left of a PNG taken for text", binary),
    (0, [0xC3, 0xBF, 0xC3, 0x98, 0xC3, 0xBF], "what is left of a JPEG taken for text", binary),
    (0, [0xEF, 0xBF, 0xBD, 0xEF, 0xBF, 0xBD], "what is left of a file taken for text", binary),
  ]

  /// The beginnings of texts, in lower case.
  private static let texts: [(start: String, name: String, wayOut: String)] = [
    ("version https://git-lfs.github.com/", "a Git LFS pointer", "fetch the picture with `git lfs pull`"),
    ("<!doctype html", "an HTML page", fetch),
    ("<html", "an HTML page", fetch),
    ("<head", "an HTML page", fetch),
    ("<svg", svg, draw),
    ("<!doctype svg", svg, draw),
    ("<?xml", "an XML file", fetch),
    ("<!--", "an HTML or XML file", fetch),
    ("{", "a JSON text", fetch),
    ("data:image/", "a picture written as a data URL", "decode its base64 to a file"),
    ("ivborw0kggo", "a PNG written as base64", "decode it with `base64 -d`"),
    ("/9j/", "a JPEG written as base64", "decode it with `base64 -d`"),
  ]
}
