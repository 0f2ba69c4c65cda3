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
