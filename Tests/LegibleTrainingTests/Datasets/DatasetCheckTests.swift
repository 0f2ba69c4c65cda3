import LegibleLanguage
import LegibleTraining
import TestSupport
import Testing

@Suite struct DatasetCheckTests {
  struct Unreadable: Error, CustomStringConvertible {
    var description: String { "not a PNG or JPEG file" }
  }

  @Test func everyFaultIsCountedAndNamed() throws {
    let folder = try TemporaryFolder()
    for name in ["wide.png", "narrow.png", "broken.png"] { try folder.write(name) }
    try folder.write(
      "labels.tsv",
      """
      wide.png\taab
      narrow.png\taab
      wide.png\tſaſ\u{1F468}\u{200D}\u{1F469}
      no tab
      broken.png\tab
      wide.png\té
      narrow.png\tab
      wide.png\t

      """)
    let check = try Dataset(path: folder.path).check(
      vocabulary: .characters(Alphabet(["a", "b"])),
      columns: { crop in
        if crop.path.hasSuffix("broken.png") { throw Unreadable() }
        return crop.path.hasSuffix("narrow.png") ? 3 : nil
      })

    #expect(check.usable.map(\.source.line) == [1, 7, 8])
    #expect(check.cropsWithMissingCharacters == 2)
    #expect(check.missingCharacters.map(\.count) == [2, 1, 1])
    #expect(check.tooLong.map(\.source.line) == [2])
    #expect(check.unreadable.map(\.source.line) == [5])
    #expect(
      check.description.replacing(folder.path, with: "data") == """
        data: 3 crops
        1 line rejected:
          data/labels.tsv:4: no tab between path and text
        1 unreadable image left out:
          data/labels.tsv:5: not a PNG or JPEG file
        2 crops left out for characters outside the alphabet:
          "ſ" (U+017F) 2 times, first in data/labels.tsv:3
          "é" (U+00E9) once, in data/labels.tsv:6
          "👨‍👩" (U+1F468 U+200D U+1F469) once, in data/labels.tsv:3
        1 crop too narrow for the label left out:
          data/labels.tsv:2: "aab" needs 4 columns, the image gives 3
        """)
  }

  @Test func labelsThatAreNoClassAreRejected() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.png")
    try folder.write("labels.tsv", "a.png\tgas\na.png\tsteam\na.png\twater\n")
    let dataset = try Dataset(path: folder.path)
    let check = dataset.check(
      vocabulary: .classes(try ClassNames(["gas", "water"])), columns: { _ in 1 })
    #expect(check.usable.map(\.text) == ["gas", "water"])
    #expect(check.rejected.map(\.reason) == ["\"steam\" is none of the classes"])
    #expect(check.cropsWithMissingCharacters == 0)
    // Where labels do not matter.
    #expect(dataset.check(vocabulary: nil, columns: { _ in 1 }).usable.count == 3)
  }

  @Test func soundDataIsOneLine() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.png")
    try folder.write("labels.tsv", "a.png\tab\na.png\tcafe\u{301}")
    let check = try Dataset(path: folder.path).check(
      vocabulary: .characters(Alphabet("abcfé".map { String($0) })), columns: { _ in 4 })
    #expect(check.usable.count == 2)
    #expect(check.description == "\(folder.path): 2 crops")
  }
}
