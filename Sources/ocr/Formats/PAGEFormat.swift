import Legible
import LegibleSystem

/// PAGE XML, content of 2019-07-15 (Pletschacher and Antonacopoulos, 2010; github.com/PRImA-Research-Lab/PAGE-XML). A
/// document has one page.
struct PAGEFormat: RecognitionFormat {
  static let name = "page"
  static let summary = "PAGE XML 2019-07-15, a document a picture"
  static let fileExtension = "xml"
  static let holdsMessages = false
  static let holdsSeveralPictures = false

  private static let namespace = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"

  func entry(for result: RecognizedText, path: String) -> String {
    let now = Self.timestamp(secondsSince1970: time(nil))
    let metadata = XML.element(
      "Metadata",
      children: [
        XML.element("Creator", content: "\(OCR.software.name) \(OCR.software.version)"),
        XML.element("Created", content: now), XML.element("LastChange", content: now),
      ])
    let page = XML.element(
      "Page",
      [
        ("imageFilename", path), ("imageWidth", "\(result.imageWidth)"),
        ("imageHeight", "\(result.imageHeight)"),
      ],
      children: RecognizedLine(result).map { [region($0, result)] } ?? [])
    return XML.declaration
      + XML.element(
        "PcGts",
        [
          ("xmlns", Self.namespace), ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
          ("xsi:schemaLocation", "\(Self.namespace) \(Self.namespace)/pagecontent.xsd"),
        ],
        children: [metadata, page]) + "\n"
  }

  /// A moment in UTC, as XML Schema's `dateTime`.
  static func timestamp(secondsSince1970: time_t) -> String {
    var (seconds, parts) = (secondsSince1970, tm())
    gmtime_r(&seconds, &parts)
    func digits(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let date = "\(1900 + parts.tm_year)-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
    return "\(date)T\(digits(parts.tm_hour)):\(digits(parts.tm_min)):\(digits(parts.tm_sec))Z"
  }

  private func region(_ line: RecognizedLine, _ result: RecognizedText) -> String {
    let words = line.words.enumerated().map { word($1, id: "word_\($0 + 1)") }
    let texts = equivalents(result.candidates.map { ($0.string, $0.confidence) })
    return XML.element(
      "TextRegion", [("id", "region_1")] + orientation(result.orientation),
      children: [
        outline(line.box),
        XML.element("TextLine", [("id", "line_1")], children: [outline(line.box)] + words + texts),
      ])
  }

  /// By how much the region is to be turned clockwise to be upright, above -180 and up to 180 degrees.
  private func orientation(_ orientation: TextOrientation) -> [(name: String, value: String)] {
    if orientation == .upright { return [] }
    let degrees = orientation.inverse.degrees
    return [("orientation", "\(degrees > 180 ? degrees - 360 : degrees)")]
  }

  private func word(_ word: RecognizedLine.Word, id: String) -> String {
    let glyphs = word.glyphs.enumerated().map { index, glyph in
      let character = glyph.character
      let texts =
        [(glyph.text, character.confidence)]
        + character.alternatives.map { (String($0.character), $0.confidence) }
      return XML.element(
        "Glyph", [("id", "\(id)_glyph_\(index + 1)")], children: [outline(glyph.box)] + equivalents(texts))
    }
    return XML.element(
      "Word", [("id", id)],
      children: [outline(word.box)] + glyphs + equivalents([(word.text, word.confidence)]))
  }

  /// What something may say, best first; the index is given where there is more than one.
  private func equivalents(_ texts: [(text: String, confidence: Float)]) -> [String] {
    texts.enumerated().map { index, text in
      XML.element(
        "TextEquiv",
        (texts.count > 1 ? [("index", "\(index)")] : []) + [("conf", XML.confidence(text.confidence))],
        content: XML.element("Unicode", content: XML.escaped(text.text)))
    }
  }

  /// The corners, clockwise from the upper left one.
  private func outline(_ box: PixelBox) -> String {
    let corners = [
      (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom),
    ]
    return XML.element("Coords", [("points", corners.map { "\($0),\($1)" }.joined(separator: " "))])
  }
}
