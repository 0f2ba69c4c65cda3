import LegibleFiles
import Testing

/// Paths and texts as strings: no file is touched.
@Suite struct TextTests {
  @Test(arguments: [
    ("a", "b", "a/b"), ("a/", "b", "a/b"), ("", "b", "b"), ("a", "", "a"), ("a", "/b", "/b"),
    ("/", "b", "/b"),
    // A combining mark makes one character of itself and the slash before it.
    ("a/", "\u{301}b", "a/\u{301}b"),
  ])
  func pathsAreJoined(folder: String, path: String, joined: String) {
    #expect(joinPath(folder, path) == joined)
  }

  @Test(arguments: [
    ("a/b/c", "a/b", "c"), ("c", "", "c"), ("/c", "/", "c"), ("a/", "a", ""), ("", "", ""),
    ("a/\u{301}b", "a", "\u{301}b"),
  ])
  func pathsAreTakenApart(path: String, folder: String, name: String) {
    #expect(folderPart(of: path) == folder)
    #expect(namePart(of: path) == name)
  }

  @Test(arguments: [
    ("a.PNG", "png", "a"), ("a.b/c", nil, "a.b/c"), ("x/a.tar.gz", "gz", "x/a.tar"), ("a", nil, "a"),
    ("a.", "", "a"),
  ])
  func extensionsAreTakenFromTheNameAlone(path: String, name: String?, rest: String) {
    #expect(lowercasedExtension(of: path) == name)
    #expect(withoutExtension(path) == rest)
  }

  @Test func printableTextIsWholeAndHarmlessToATerminal() {
    #expect("plain é, 👩\u{200D}👩, می\u{200C}خواهم".printable == "plain é, 👩\u{200D}👩, می\u{200C}خواهم")
    #expect("a\tb\nc\rd\\e".printable == #"a\tb\nc\rd\e"#)
    #expect("\u{1B}[2J\u{9B}2J\u{7F}".printable == #"\u{1B}[2J\u{009B}2J\u{7F}"#)
    #expect(
      "gpj.\u{202E}exe\u{2028}\u{200B}\u{FEFF}".printable == #"gpj.\u{202E}exe\u{2028}\u{200B}\u{FEFF}"#)
    let long = String(repeating: "é", count: 1000)
    #expect(long.printable == long)
    #expect("a\nb".printable.printable == "a\nb".printable)
  }

  @Test func spacesThatNobodyCanTellApartShowWhenQuoted() {
    #expect("a b\u{A0}c\u{3000}".quotedLabel == #""a b\u{00A0}c\u{3000}""#)
  }

  @Test(arguments: [
    ("a\u{FFFD}.png", "if its name is not UTF-8, rename it"),
    ("https://example.org/a.png", "that is an address: download the file first"),
    ("file:///a.png", "give the path alone, without file://"),
    ("~/a.png", "the shell makes a folder of ~ only outside quotes: write the folder"),
    ("a.png\tword", "there is a tab in it: give the path alone"), ("\"a.png\"", "give it without quotes"),
    (" a.png", "there is a space at its start or end"),
    ("a.png\u{A0}", "there is a space at its start or end"),
    ("sub\\a.png", "folders are parted by / here"),
  ])
  func aPathThatLeadsToNothingTellsWhy(path: String, remedy: String) {
    let error = #expect(throws: FileError.self) { try [UInt8](contentsOf: path, limit: 1) }
    #expect(error?.description == "\(path.printable): cannot be opened: No such file or directory; \(remedy)")
  }

  @Test func aZeroByteEndsNoPath() throws {
    let error = #expect(throws: FileError.self) { try [UInt8](contentsOf: "/dev/null\0.png", limit: 1) }
    #expect(error?.description == #"/dev/null\0.png: cannot be opened: No such file or directory"#)
    #expect(!exists("/dev\0"))
  }

  @Test func quotedTextIsHarmlessToATerminal() {
    #expect("plain é".quoted == "'plain é'")
    #expect("plain é".quotedLabel == "\"plain é\"")
    #expect("\u{1B}[2J".quoted == #"'\u{1B}[2J'"#)
    #expect("a\nb\u{2028}".quotedLabel == #""a\nb\u{2028}""#)
    #expect("gpj.\u{202E}exe".quotedPath == #""gpj.\u{202E}exe""#, "this one turns the direction of writing")
    #expect("👩\u{200D}👩".quotedLabel == "\"👩\u{200D}👩\"")
  }

  @Test(arguments: [(\String.quoted, 40), (\String.quotedLabel, 60), (\String.quotedPath, 300)])
  func quotedTextIsCut(_ quoted: KeyPath<String, String> & Sendable, limit: Int) {
    let longest = String(repeating: "x", count: limit)
    #expect(longest[keyPath: quoted].dropFirst().dropLast() == longest)
    let cut = (longest + "x")[keyPath: quoted]
    #expect(cut.dropFirst().dropLast(4) == longest)
    #expect(cut.hasSuffix("..."))
    // A single character may hold thousands of scalars.
    #expect(("e" + String(repeating: "\u{301}", count: 1000)).quoted.unicodeScalars.count == 45)
  }
}
