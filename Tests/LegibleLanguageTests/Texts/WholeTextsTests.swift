import LegibleLanguage
import TestSupport
import Testing

@Suite struct WholeTextsTests {
  private let folder: TemporaryFolder
  private let alphabet: Alphabet

  init() throws {
    folder = try TemporaryFolder()
    alphabet = try Alphabet(["a", "b", "c"])
  }

  private func texts(_ paths: [String], heldOut: HeldOutTexts? = nil) throws -> [WholeTexts.Text] {
    var (reader, texts) = (try WholeTexts(paths, alphabet: alphabet, heldOut: heldOut), [WholeTexts.Text]())
    while let next = try reader.next() { texts += next }
    return texts
  }

  @Test func eachLineOfEachFileIsATextWithItsEnd() throws {
    let paths = [try folder.write("1", "ab\n\nc"), try folder.write("2", "b\n")]
    #expect(try texts(paths).map(\.symbols) == [[1, 2, 0], [3, 0], [2, 0]])
  }

  @Test func theTextsThatAreHeldOutSaySo() throws {
    let path = try folder.write("1", "a\nb\nc\na\nb\n")
    let found = try texts([path], heldOut: HeldOutTexts(every: 2))
    #expect(found.map(\.isHeldOut) == [false, true, false, true, false])
    #expect(found.map(\.symbols) == [[1, 0], [2, 0], [3, 0], [1, 0], [2, 0]])
  }

  /// What a character ends that the alphabet lacks is a text, and so is what follows it.
  @Test func unknownCharactersAreCounted() throws {
    var reader = try WholeTexts(
      [folder.write("1", "ab?c\n")], alphabet: alphabet, heldOut: nil)
    var texts: [[Int32]] = []
    while let next = try reader.next() { texts += next.map(\.symbols) }
    #expect(texts == [[1, 2, 0], [3, 0]])
    #expect(reader.unknown == 1)
  }

  @Test func aLineTooLongForMemoryIsCutAndNothingOfItIsLost() throws {
    let length = 2 * WholeTexts.longest + 100
    let path = try folder.write("1", String(repeating: "ab", count: length / 2) + "\nc\n")
    let found = try texts([path])
    #expect(found.map(\.symbols.count) == [WholeTexts.longest, WholeTexts.longest, 101, 2])
    #expect(found.flatMap(\.symbols).prefix(length) == (0..<length).map { Int32($0 % 2) + 1 }[...])
  }
}
