import Legible

/// ALTO 4.4 (Library of Congress, loc.gov/standards/alto). Its description has the name of one picture, so that each
/// picture has a document of its own.
struct ALTOFormat: RecognitionFormat {
  static let name = "alto"
  static let summary = "ALTO 4.4, a document a picture"
  static let fileExtension = "xml"
  static let holdsMessages = false
  static let holdsSeveralPictures = false

  func entry(for result: RecognizedText, path: String) -> String {
    let page = PixelBox(left: 0, top: 0, right: result.imageWidth, bottom: result.imageHeight)
    let space = XML.element(
      "PrintSpace", place(page),
      children: RecognizedLine(result).map { [block($0, result.orientation)] } ?? [])
    return XML.declaration
      + XML.element(
        "alto",
        [
          ("xmlns", "http://www.loc.gov/standards/alto/ns-v4#"),
          ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
          (
            "xsi:schemaLocation",
            "http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
          ),
          ("SCHEMAVERSION", "4.4"),
        ],
        children: [
          description(path: path),
          XML.element(
            "Layout",
            children: [
              XML.element(
                "Page",
                [
                  ("ID", "page_1"), ("PHYSICAL_IMG_NR", "1"), ("WIDTH", "\(page.width)"),
                  ("HEIGHT", "\(page.height)"),
                ], children: [space])
            ]),
        ]) + "\n"
  }

  private func description(path: String) -> String {
    let source = XML.element(
      "sourceImageInformation", children: [XML.element("fileName", content: XML.escaped(path))])
    let software = XML.element(
      "processingSoftware",
      children: [
        XML.element("softwareName", content: OCR.software.name),
        XML.element("softwareVersion", content: OCR.software.version),
      ])
    return XML.element(
      "Description",
      children: [
        XML.element("MeasurementUnit", content: "pixel"), source,
        XML.element(
          "Processing", [("ID", "processing_1")],
          children: [XML.element("processingCategory", content: "contentGeneration"), software]),
      ])
  }

  private func block(_ line: RecognizedLine, _ orientation: TextOrientation) -> String {
    var strings: [String] = []
    for (index, word) in line.words.enumerated() {
      if index > 0 { strings.append(space(between: line.words[index - 1].box, word.box, orientation)) }
      strings.append(string(word, number: index + 1))
    }
    return XML.element(
      "TextBlock",
      // By how much the text is turned, counter-clockwise.
      [("ID", "block_1")] + place(line.box)
        + (orientation == .upright ? [] : [("ROTATION", "\(orientation.inverse.degrees)")]),
      children: [XML.element("TextLine", [("ID", "line_1")] + place(line.box), children: strings)])
  }

  /// What lies between two words.
  private func space(
    between word: PixelBox, _ next: PixelBox, _ orientation: TextOrientation
  ) -> String {
    // The one that comes first from left to right, or from top to bottom.
    let runsBack = orientation == .upsideDown || orientation == .counterclockwise
    let (first, second) = runsBack ? (next, word) : (word, next)
    var gap = first
    if orientation.isVertical {
      (gap.top, gap.bottom) = (first.bottom, max(first.bottom, second.top))
    } else {
      (gap.left, gap.right) = (first.right, max(first.right, second.left))
    }
    return XML.element("SP", place(gap))
  }

  private func string(_ word: RecognizedLine.Word, number: Int) -> String {
    // The schema takes one code point for a glyph, and the n-th glyph for the n-th character of the word: where one
    // has more code points, there are none at all.
    let hasGlyphs = word.glyphs.allSatisfy { $0.text.unicodeScalars.count == 1 }
    return XML.element(
      "String",
      [("ID", "string_\(number)"), ("CONTENT", word.text), ("WC", XML.confidence(word.confidence))]
        + place(word.box),
      children: hasGlyphs ? word.glyphs.map(glyph) : [])
  }

  private func glyph(_ glyph: RecognizedLine.Glyph) -> String {
    let attributes =
      [("CONTENT", glyph.text), ("GC", XML.confidence(glyph.character.confidence))] + place(glyph.box)
    let variants = glyph.character.alternatives.map { (String($0.character), $0.confidence) }
      // The schema's limit on a variant.
      .filter { $0.0.unicodeScalars.count <= 3 }
      .map { XML.element("Variant", [("CONTENT", $0.0), ("VC", XML.confidence($0.1))]) }
    return XML.element("Glyph", attributes, children: variants)
  }

  private func place(_ box: PixelBox) -> [(name: String, value: String)] {
    [
      ("HPOS", "\(box.left)"), ("VPOS", "\(box.top)"), ("WIDTH", "\(box.width)"), ("HEIGHT", "\(box.height)"),
    ]
  }
}
