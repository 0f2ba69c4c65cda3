import Testing

@Suite struct ALTOFormatTests {
  /// The elements of ALTO 4.4 that the command writes, with what the schema requires and allows of them.
  private static let rules: DocumentRules = {
    let place = [
      "HPOS": DocumentRules.whole, "VPOS": DocumentRules.whole, "WIDTH": DocumentRules.whole,
      "HEIGHT": DocumentRules.whole,
    ]
    func identified(_ others: [String: String] = [:]) -> [String: String] {
      others.merging(["ID": DocumentRules.identifier]) { $1 }
    }
    return DocumentRules(
      elements: [
        "alto": .init(children: "Description Layout ", optional: ["SCHEMAVERSION": "4.4"]),
        "Description": .init(children: "MeasurementUnit sourceImageInformation Processing "),
        "MeasurementUnit": .init(text: "pixel|mm10|inch1200"),
        "sourceImageInformation": .init(children: "fileName "),
        "fileName": .init(text: DocumentRules.any),
        "Processing": .init(children: "processingCategory processingSoftware ", required: identified()),
        "processingCategory": .init(
          text: "contentGeneration|contentModification|preOperation|postOperation|other"),
        "processingSoftware": .init(children: "softwareName softwareVersion "),
        "softwareName": .init(text: ".+"),
        "softwareVersion": .init(text: ".+"),
        "Layout": .init(children: "(Page )+"),
        "Page": .init(
          children: "PrintSpace ", required: identified(["PHYSICAL_IMG_NR": DocumentRules.whole]),
          optional: ["WIDTH": DocumentRules.whole, "HEIGHT": DocumentRules.whole]),
        "PrintSpace": .init(children: "(TextBlock )*", required: place),
        "TextBlock": .init(children: "(TextLine )+", required: identified(place)),
        "TextLine": .init(children: "(String (SP )?)+", required: place, optional: identified()),
        "String": .init(
          children: "(Glyph )*", required: place.merging(["CONTENT": ".+"]) { $1 },
          optional: identified(["WC": DocumentRules.confidence])),
        "SP": .init(required: place),
        "Glyph": .init(
          children: "(Variant )*", required: place.merging(["CONTENT": "."]) { $1 },
          optional: ["GC": DocumentRules.confidence]),
        "Variant": .init(required: ["CONTENT": ".{1,3}"], optional: ["VC": DocumentRules.confidence]),
      ], identity: "ID")
  }()

  @Test func aDocumentHasTheWordsAndCharactersOfItsPicture() throws {
    let sandbox = try DocumentSandbox()
    let name = "a & <b>.png"
    try sandbox.writePicture(name)
    let outcome = try sandbox.read(
      name, "--pattern", "a& <\"é x\u{304}b", "--alternatives", "2", "--format", "alto")
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    let root = try DocumentElement.parse(outcome.output)
    try Self.rules.check(root)

    #expect(root.attributes["xmlns"] == "http://www.loc.gov/standards/alto/ns-v4#")
    #expect(root.all("fileName").map(\.text) == [name])
    let page = try #require(root.all("Page").first)
    #expect(try [page.number("WIDTH"), page.number("HEIGHT")] == [240, 40])
    let line = try #require(root.all("TextLine").first)
    #expect(line.children.map(\.name) == ["String", "SP", "String", "SP", "String"])
    let strings = root.all("String")
    #expect(strings.map { $0.attributes["CONTENT"] } == ["a&", "<\"é", "x\u{304}b"])
    // A glyph has one code point, so that a word with a character of two has none.
    #expect(
      strings.map { $0.children.compactMap { $0.attributes["CONTENT"] } } == [
        ["a", "&"], ["<", "\"", "é"], [],
      ])

    let characters = try sandbox.characters(name, "--pattern", "a& <\"é x\u{304}b").filter { $0.text != " " }
    for (glyph, character) in zip(root.all("Glyph"), characters) {
      #expect(try edges(glyph) == DocumentSandbox.edges(character.box))
      #expect(glyph.attributes["GC"].flatMap { Double($0) } == character.confidence)
      #expect(glyph.children.count == 2)
    }
    let first = DocumentSandbox.edges(characters[0].box)
    let second = DocumentSandbox.edges(characters[1].box)
    #expect(try edges(strings[0]) == [first[0], first[1], second[2], second[3]])
    #expect(
      strings[0].attributes["WC"].flatMap { Double($0) } == characters[..<2].map(\.confidence).min(),
      "that of the least certain character")
    // A space reaches from word to word.
    let space = try edges(root.all("SP")[0])
    #expect(try space[0] == edges(strings[0])[2])
    #expect(try space[2] == max(space[0], edges(strings[1])[0]))
  }

  @Test func aPictureWithoutTextIsAnEmptyPage() throws {
    let sandbox = try DocumentSandbox(isBlank: true)
    try sandbox.writePicture("1.png")
    let root = try DocumentElement.parse(try sandbox.read("1.png", "--format", "alto").output)
    try Self.rules.check(root)
    #expect(root.all("PrintSpace").map(\.children.count) == [0])
    #expect(root.all("PrintSpace")[0].attributes["WIDTH"] == "240")
  }

  private func edges(_ element: DocumentElement) throws -> [Int] {
    let (left, top) = (try element.number("HPOS"), try element.number("VPOS"))
    return [left, top, left + (try element.number("WIDTH")), top + (try element.number("HEIGHT"))]
  }
}
