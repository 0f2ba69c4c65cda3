import Testing

@Suite struct PAGEFormatTests {
  /// The elements of PAGE XML of 2019-07-15 that the command writes, with what the schema requires and allows of them.
  private static let rules: DocumentRules = {
    let moment = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
    let identified = ["id": DocumentRules.identifier]
    return DocumentRules(
      elements: [
        "PcGts": .init(children: "Metadata Page "),
        "Metadata": .init(children: "Creator Created LastChange "),
        "Creator": .init(text: ".+"),
        "Created": .init(text: moment),
        "LastChange": .init(text: moment),
        "Page": .init(
          children: "(TextRegion )*",
          required: [
            "imageFilename": DocumentRules.any, "imageWidth": DocumentRules.whole,
            "imageHeight": DocumentRules.whole,
          ]),
        "TextRegion": .init(children: "Coords (TextLine )*(TextEquiv )*", required: identified),
        "TextLine": .init(children: "Coords (Word )*(TextEquiv )*", required: identified),
        "Word": .init(children: "Coords (Glyph )*(TextEquiv )*", required: identified),
        "Glyph": .init(children: "Coords (TextEquiv )*", required: identified),
        "Coords": .init(required: ["points": "([0-9]+,[0-9]+ )+([0-9]+,[0-9]+)"]),
        "TextEquiv": .init(
          children: "Unicode ",
          optional: ["index": DocumentRules.whole, "conf": DocumentRules.confidence]),
        "Unicode": .init(text: DocumentRules.any),
      ], identity: "id")
  }()

  @Test func aDocumentHasTheWordsAndCharactersOfItsPicture() throws {
    let sandbox = try DocumentSandbox()
    let name = "a & <b>\t.png"
    try sandbox.writePicture(name)
    let outcome = try sandbox.read(
      name, "--pattern", "a& <\"é x\u{304}b", "--alternatives", "1", "--format", "page")
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    let root = try DocumentElement.parse(outcome.output)
    try Self.rules.check(root)

    #expect(
      root.attributes["xmlns"] == "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15")
    let page = try #require(root.all("Page").first)
    #expect(page.attributes == ["imageFilename": name, "imageWidth": "240", "imageHeight": "40"])
    #expect(root.all("Word").map(text) == ["a&", "<\"é", "x\u{304}b"])
    #expect(root.all("TextLine").map(text) == ["a& <\"é x\u{304}b"])
    let line = root.all("TextLine")[0].children.last
    #expect(line?.attributes.keys.contains("index") == false, "one text needs no order")

    let characters = try sandbox.characters(name, "--pattern", "a& <\"é x\u{304}b").filter { $0.text != " " }
    let glyphs = root.all("Glyph")
    #expect(glyphs.map(text) == characters.map(\.text))
    for (glyph, character) in zip(glyphs, characters) {
      let edges = DocumentSandbox.edges(character.box)
      #expect(
        glyph.children[0].attributes["points"]
          == "\(edges[0]),\(edges[1]) \(edges[2]),\(edges[1]) \(edges[2]),\(edges[3]) \(edges[0]),\(edges[3])"
      )
      let texts = glyph.children.dropFirst()
      #expect(texts.map { $0.attributes["index"] } == ["0", "1"], "the character, and one in its place")
      #expect(texts.first?.attributes["conf"].flatMap { Double($0) } == character.confidence)
    }
  }

  @Test func candidatesAreFurtherTextsOfTheLine() throws {
    let sandbox = try DocumentSandbox()
    try sandbox.writePicture("1.png")
    let outcome = try sandbox.read("1.png", "--pattern", "[ab]{3}", "--candidates", "3", "--format", "page")
    let root = try DocumentElement.parse(outcome.output)
    try Self.rules.check(root)
    let texts = root.all("TextLine")[0].children.filter { $0.name == "TextEquiv" }
    #expect(texts.map { $0.attributes["index"] } == ["0", "1", "2"])
    #expect(Set(texts.map(\.text)).count == 3)
    #expect(texts.first.map { $0.children[0].text } == root.all("Word").map(text)[0])
  }

  @Test func aPictureWithoutTextIsAnEmptyPage() throws {
    let sandbox = try DocumentSandbox(isBlank: true)
    try sandbox.writePicture("1.png")
    let root = try DocumentElement.parse(try sandbox.read("1.png", "--format", "page").output)
    try Self.rules.check(root)
    #expect(root.all("Page").map(\.children.count) == [0])
  }

  /// The first text of an element itself.
  private func text(_ element: DocumentElement) -> String? {
    element.children.first { $0.name == "TextEquiv" }?.children.first?.text
  }
}
