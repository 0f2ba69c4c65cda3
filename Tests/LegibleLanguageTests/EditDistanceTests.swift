import LegibleLanguage
import Testing

@Suite struct EditDistanceTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3),
    ("saturday", "sunday", 3), ("flaw", "lawn", 2), ("ab", "ba", 2), ("aaaa", "a", 3),
    ("e\u{301}", "\u{E9}", 0),
  ])
  func distance(source: String, target: String, expected: Int) {
    #expect(editDistance(from: Array(source), to: Array(target)) == expected)
    #expect(editDistance(from: Array(target), to: Array(source)) == expected)
  }

  @Test func worksOnAnyEquatableElements() {
    #expect(editDistance(from: ["the", "cat", "sat"], to: ["the", "hat", "sat", "down"]) == 2)
    #expect(editDistance(from: [1, 2, 3], to: [2, 3]) == 1)
  }

  @Test func operationsOfTheTextbookExample() {
    #expect(
      editOperations(from: Array("kitten"), to: Array("sitting")) == [
        .substitution("k", with: "s"), .match("i"), .match("t"), .match("t"), .substitution("e", with: "i"),
        .match("n"), .insertion("g"),
      ])
    #expect(
      editOperations(from: Array("flaw"), to: Array("lawn")) == [
        .deletion("f"), .match("l"), .match("a"), .match("w"), .insertion("n"),
      ])
    // The substitution comes first where it can.
    #expect(
      editOperations(from: Array("0."), to: Array("O")) == [.substitution("0", with: "O"), .deletion(".")])
    // Two substitutions are as short as an insertion and a deletion, and are preferred.
    #expect(
      editOperations(from: Array("ab"), to: Array("ba")) == [
        .substitution("a", with: "b"), .substitution("b", with: "a"),
      ])
  }

  /// All pairs of texts of up to four letters out of two: the operations rebuild both and are as many as the
  /// distance, which is the shortest way in the graph of single edits.
  @Test func operationsRebuildBothTextsAtTheDistance() {
    var texts: [[Int]] = [[]]
    for _ in 0..<4 { texts += texts.flatMap { [$0 + [0], $0 + [1]] } }
    texts = Array(Set(texts))
    for source in texts {
      for target in texts {
        let operations = editOperations(from: source, to: target)
        var before: [Int] = []
        var after: [Int] = []
        var edits = 0
        for operation in operations {
          switch operation {
          case .match(let element):
            before.append(element)
            after.append(element)
          case .substitution(let element, let other):
            #expect(element != other)
            before.append(element)
            after.append(other)
            edits += 1
          case .deletion(let element):
            before.append(element)
            edits += 1
          case .insertion(let element):
            after.append(element)
            edits += 1
          }
        }
        #expect(before == source && after == target)
        #expect(edits == editDistance(from: source, to: target))
        #expect(edits == shortest(source[...], target[...]))
      }
    }
  }

  /// The recursive definition.
  private func shortest(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Int {
    guard let first = a.first, let second = b.first else { return a.count + b.count }
    if first == second { return shortest(a.dropFirst(), b.dropFirst()) }
    return 1
      + min(
        shortest(a.dropFirst(), b), shortest(a, b.dropFirst()), shortest(a.dropFirst(), b.dropFirst()))
  }
}
