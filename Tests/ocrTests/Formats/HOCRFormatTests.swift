import Testing

@Suite struct HOCRFormatTests {
  /// The elements and properties of hOCR 1.2 that the command writes, in XHTML.
  private static let rules: DocumentRules = {
    let box = "bbox [0-9]+ [0-9]+ [0-9]+ [0-9]+"
    let percent = #"(?:100|[0-9]{1,2}(?:\.[0-9]+)?)"#
    func element(_ children: String?, text: String = #"\s*"#, id: String? = nil, title: String)
      -> DocumentRules
      .Element
    {
      var required = ["class": "[a-z_]+", "title": title]
      if let id { required["id"] = "\(id)_[0-9_]+" }
      return .init(children: children, text: text, required: required)
    }
    return DocumentRules(
      elements: [
        "html": .init(children: "head body "),
        "head": .init(children: "title (meta )+"),
        "title": .init(text: "Legible"),
        "meta": .init(
          required: ["content": ".+"], optional: ["name": "ocr-.+", "http-equiv": "Content-Type"]),
        "body": .init(children: "(ocr_page )*"),
        "ocr_page": element(
          "(ocr_line )?", id: "page", title: #"image "[^"]*"; \#(box); ppageno [0-9]+"#),
        "ocr_line": element("(ocrx_word )+", id: "line", title: box),
        "ocrx_word": element(
          "(ocrx_cinfo )+", id: "word", title: "\(box); x_wconf (?:100|[0-9]{1,2})"),
        "ocrx_cinfo": element(
          nil, text: #"\S+"#, title: "x_bboxes [0-9]+ [0-9]+ [0-9]+ [0-9]+; x_conf \(percent)"),
      ], identity: "id", kind: { $0.attributes["class"] ?? $0.name })
  }()

  @Test func aPageHasItsWordsAndCharacters() throws {
    let sandbox = try DocumentSandbox()
    let name = "a & <b>; \"c\"\n.png"
    try sandbox.writePicture(name)
    let arguments = (pattern: "a& <\"é", text: "a& <\"é")
    let outcome = try sandbox.read(name, "--pattern", arguments.pattern, "--format", "hocr")
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    let root = try DocumentElement.parse(outcome.output)
    try Self.rules.check(root)

    let page = try #require(root.all("ocr_page").first)
    #expect(page.attributes["title"] == "image \"a & <b>; %22c%22\n.png\"; bbox 0 0 240 40; ppageno 0")
    let words = root.all("ocrx_word")
    #expect(words.map(\.text) == ["a&", "<\"é"])
    #expect(root.all("ocr_line").map(\.text) == [arguments.text])
    let characters = try sandbox.characters(name, "--pattern", arguments.pattern).filter { $0.text != " " }
    let glyphs = root.all("ocrx_cinfo")
    #expect(glyphs.map(\.text) == characters.map(\.text))
    for (glyph, character) in zip(glyphs, characters) {
      #expect(glyph.property("x_bboxes") == DocumentSandbox.edges(character.box).map(String.init))
      let confidence = try #require(glyph.property("x_conf").flatMap { Double($0[0]) })
      #expect(abs(confidence - 100 * character.confidence) < 0.011, "two decimals here, four there")
    }
    let first = try #require(words[0].property("bbox")).compactMap { Int($0) }
    #expect(first[0] == DocumentSandbox.edges(characters[0].box)[0])
    #expect(first[2] == DocumentSandbox.edges(characters[1].box)[2])
    let least = characters[..<2].map(\.confidence).min()! * 100
    let confidence = try #require(words[0].property("x_wconf").flatMap { Double($0[0]) })
    #expect(abs(confidence - least) <= 0.51, "a whole number")
  }

  @Test func picturesArePagesAndThoseThatCannotBeReadAreNamedOnStandardError() throws {
    let sandbox = try DocumentSandbox()
    for name in ["1.png", "2.png"] { try sandbox.writePicture(name) }
    let outcome = try sandbox.read("1.png", "gone.png", "2.png", "--pattern", "a b", "--format", "hocr")
    #expect(outcome.status == 1)
    #expect(outcome.errors == "gone.png: cannot be read: No such file or directory\n")
    let root = try DocumentElement.parse(outcome.output)
    try Self.rules.check(root)
    #expect(root.all("ocr_page").map { $0.property("image") } == [["\"1.png\""], ["\"2.png\""]])
    #expect(root.all("ocr_page").map { $0.property("ppageno") } == [["0"], ["1"]])

    let none = try sandbox.read("gone.png", "--format", "hocr")
    #expect(none.status == 1)
    try Self.rules.check(try DocumentElement.parse(none.output))
  }

  @Test func aPictureWithoutTextIsAnEmptyPage() throws {
    let sandbox = try DocumentSandbox(isBlank: true)
    try sandbox.writePicture("1.png")
    let root = try DocumentElement.parse(try sandbox.read("1.png", "--format", "hocr").output)
    try Self.rules.check(root)
    #expect(root.all("ocr_page").map(\.children.count) == [0])
  }

  /// XML 1.0 cannot hold most control characters, not even escaped; names of files can have them.
  @Test func whatXMLCannotHoldIsReplaced() throws {
    let sandbox = try DocumentSandbox(isBlank: true)
    try sandbox.writePicture("a\u{1}\u{1B}\u{FFFE}\tb.png")
    let root = try DocumentElement.parse(
      try sandbox.read("a\u{1}\u{1B}\u{FFFE}\tb.png", "--format", "hocr").output)
    let title = root.all("ocr_page")[0].attributes["title"]
    #expect(title?.hasPrefix("image \"a\u{FFFD}\u{FFFD}\u{FFFD}\tb.png\"; ") == true, "\(title ?? "")")
  }
}
