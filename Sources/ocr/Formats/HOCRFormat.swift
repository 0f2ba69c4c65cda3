import Legible

/// hOCR 1.2 (Breuel, 2007; kba.github.io/hocr-spec/1.2), XHTML with a page for each picture.
struct HOCRFormat: RecognitionFormat {
  static let name = "hocr"
  static let summary = "hOCR 1.2, a page a picture"
  static let fileExtension = "hocr"
  static let holdsMessages = false

  private var pages = 0

  func begin() -> String {
    let head = XML.element(
      "head",
      children: [
        XML.element("title", content: OCR.software.name),
        XML.element("meta", [("http-equiv", "Content-Type"), ("content", "text/html; charset=utf-8")]),
        XML.element(
          "meta", [("name", "ocr-system"), ("content", "\(OCR.software.name) \(OCR.software.version)")]),
        XML.element(
          "meta",
          [("name", "ocr-capabilities"), ("content", "ocr_page ocr_line ocrx_word ocrx_cinfo ocrp_wconf")]),
      ])
    return """
      \(XML.declaration)\
      <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
      "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
      <html xmlns="http://www.w3.org/1999/xhtml">
      \(head)
      <body>

      """
  }

  mutating func entry(for result: RecognizedText, path: String) -> String {
    pages += 1
    // A path stands in quotes, because it may have spaces and semicolons, which separate properties. For a quote in
    // it the format has no escape: it is written as in an address.
    let image = path.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "%22")
    let page = PixelBox(left: 0, top: 0, right: result.imageWidth, bottom: result.imageHeight)
    return XML.element(
      "div",
      [
        ("class", "ocr_page"), ("id", "page_\(pages)"),
        ("title", "image \"\(image)\"; \(bounds(page)); ppageno \(pages - 1)"),
      ],
      // Never an empty tag, which a browser would take for one that begins.
      content: "\n" + (RecognizedLine(result).map { line($0, result.orientation) + "\n" } ?? "")) + "\n"
  }

  func end() -> String { "</body>\n</html>\n" }

  private func line(_ line: RecognizedLine, _ orientation: TextOrientation) -> String {
    let words = line.words.enumerated().map { index, word in
      span(
        "ocrx_word", id: "word_\(pages)_\(index + 1)",
        "\(bounds(word.box)); x_wconf \(Int((word.confidence * 100).rounded()))",
        content: word.glyphs.map(glyph).joined())
    }
    // By how much the text is turned, counter-clockwise.
    let angle = orientation == .upright ? "" : "; textangle \(orientation.inverse.degrees)"
    return span(
      "ocr_line", id: "line_\(pages)", bounds(line.box) + angle, content: words.joined(separator: " "))
  }

  private func glyph(_ glyph: RecognizedLine.Glyph) -> String {
    let box = glyph.box
    let percent = JSON.number(Double(glyph.character.confidence) * 100, decimals: 2)
    return span(
      "ocrx_cinfo",
      "x_bboxes \(box.left) \(box.top) \(box.right) \(box.bottom); x_conf \(percent)",
      content: XML.escaped(glyph.text))
  }

  private func span(_ kind: String, id: String? = nil, _ properties: String, content: String) -> String {
    let identity = id.map { [(name: "id", value: $0)] } ?? []
    return XML.element("span", [("class", kind)] + identity + [("title", properties)], content: content)
  }

  private func bounds(_ box: PixelBox) -> String {
    "bbox \(box.left) \(box.top) \(box.right) \(box.bottom)"
  }
}
