import ImageFixtures
import LegibleImages
import Testing

@Suite struct FileKindTests {
  private func message(_ bytes: [UInt8]) -> String? {
    do {
      _ = try decode(bytes, name: "x.png")
      return nil
    } catch { return "\(error)" }
  }

  /// The start of a file of the kind of MP4, which names its kind in its first box.
  private static func box(_ brand: String) -> [UInt8] { [0, 0, 0, 0x18] + Array("ftyp\(brand)".utf8) }

  private static let convertible: [(kind: String, bytes: [UInt8])] = {
    func text(_ kind: String, _ text: String) -> (String, [UInt8]) { (kind, Array(text.utf8)) }
    func bytes(_ kind: String, _ bytes: [UInt8]) -> (String, [UInt8]) { (kind, bytes) }
    return [
      text("a GIF file", "GIF89a\u{1}\0\u{1}\0"), text("a GIF file", "GIF87a"), text("a BMP file", "BM0000"),
      text("a TIFF file", "II*\0\u{8}\0\0\0"), text("a TIFF file", "MM\0*\0\0\0\u{8}"),
      text("a TIFF file", "II+\0\u{8}\0\0\0"), text("a WebP file", "RIFF0000WEBPVP8 "),
      text("a PDF file", "%PDF-1.7"), text("a PostScript file", "%!PS-Adobe-3.0"),
      bytes("a HEIC file", box("heic")), bytes("a HEIC file", box("heix")), bytes("a HEIC file", box("mif1")),
      bytes("an AVIF file", box("avif")), bytes("a JPEG XL file", [0xFF, 0x0A, 0x12]),
      text("a JPEG XL file", "\0\0\0\u{C}JXL \r\n"), text("a JPEG 2000 file", "\0\0\0\u{C}jP  \r\n"),
      bytes("a JPEG 2000 file", [0xFF, 0x4F, 0xFF, 0x51]), text("a PNM file", "P5\n3 3 255\n"),
      text("a PNM file", "P1 3 3"), bytes("an icon file (ICO)", [0, 0, 1, 0, 1, 0]),
      bytes("a DICOM file", [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)),
    ]
  }()

  @Test(arguments: convertible)
  func whatOtherProgramsReadIsConverted(kind: String, bytes: [UInt8]) {
    #expect(message(bytes) == "x.png: \(kind), not a PNG or JPEG; convert it to PNG")
  }

  @Test(arguments: [
    ("an HTML page", "<!DOCTYPE html><html>"), ("an HTML page", "\u{FEFF}\r\n  <!doctype HTML>"),
    ("an HTML page", "<HTML><body>404"), ("an XML file", "<?xml version=\"1.0\"?><Error>AccessDenied"),
    ("a JSON text", "{\"error\": \"not found\"}"),
  ])
  func pagesAreNotThePictureThatWasMeant(kind: String, text: String) {
    #expect(
      message(Array(text.utf8))
        == "x.png: \(kind), not a PNG or JPEG; fetch or save the picture itself")
  }

  @Test(arguments: [
    (
      "a Git LFS pointer", "fetch the picture with `git lfs pull`",
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    ),
    ("an SVG drawing", "export it as a PNG", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ("an SVG drawing", "export it as a PNG", "<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg/>"),
    ("an SVG drawing", "export it as a PNG", "<!-- drawn -->\n<SVG/>"),
    ("a video file", "take a frame of it as a PNG", "\0\0\0\u{18}ftypisom"),
    ("a PNG written as base64", "decode it with `base64 -d`", "iVBORw0KGgoAAAANSUhEUg"),
    ("a JPEG written as base64", "decode it with `base64 -d`", "/9j/4AAQSkZJRg"),
    ("a ZIP archive", "unpack it", "PK\u{3}\u{4}"),
  ])
  func eachKindHasItsWayOut(kind: String, wayOut: String, text: String) {
    #expect(message(Array(text.utf8)) == "x.png: \(kind), not a PNG or JPEG; \(wayOut)")
  }

  @Test func filesThatATransferTookForText() {
    // A line feed for the two bytes of a line end, as transfers as text make of them; then what becomes of bytes
    // above 127 that are read in one encoding and written in another.
    let png = scribble(width: 3, height: 3).pngBytes()
    let jpeg = scribble(width: 3, height: 3).jpegBytes(quality: 90)
    let changed: [(String, [UInt8])] = [
      ("PNG", [0x89, 0x50, 0x4E, 0x47, 0x0A] + png[6...]),
      ("PNG", Array(String(String.UnicodeScalarView(png.map { Unicode.Scalar($0) })).utf8)),
      ("PNG", Array(String(decoding: png, as: UTF8.self).utf8)),
      ("JPEG", Array(String(String.UnicodeScalarView(jpeg.map { Unicode.Scalar($0) })).utf8)),
      ("file", Array(String(decoding: jpeg, as: UTF8.self).utf8)),
    ]
    for (kind, bytes) in changed {
      #expect(
        message(bytes)
          == "x.png: what is left of a \(kind) taken for text, not a PNG or JPEG; fetch it again in binary mode"
      )
    }
  }

  @Test func aPNGOfXcodeIsNamed() {
    let png = scribble(width: 3, height: 3).pngBytes()
    let packed = png[..<8] + chunk("CgBI", [0x50, 0, 0x20, 2]) + png[8...]
    #expect(
      message(Array(packed))
        == "x.png: a PNG that Xcode made for iOS, which only Apple's programs read; convert it with "
        + "`pngcrush -revert-iphone-optimizations`, or open it on a Mac and export it")
  }

  @Test func theFactTellsProgramsToo() {
    let error = #expect(throws: ImageError.self) { try decode(Array("GIF89a".utf8)) }
    #expect(error?.fact == .unknownFormat(FileKind(name: "a GIF file", wayOut: "convert it to PNG")))
  }
}
