import Foundation
import LegibleLanguage
import TestSupport
import Testing

@Suite struct ARPAFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// P(a | begin) = 0.5 and so on; no sequence "a a".
  static let small = """
    \\data\\
    ngram 1=5
    ngram 2=3

    \\1-grams:
    -0.60206\t</s>
    -99\t<s>\t-0.30103
    -0.30103\ta\t-0.69897
    -0.60206\t<space>
    -1.5\t<unk>

    \\2-grams:
    -0.30103\t<s> a
    -0.09691\ta <space>
    -1\ta </s>

    \\end\\

    """

  @Test func probabilitiesAndWeightsAreTheFiles() throws {
    let (table, alphabet) = try NGramTable.arpa(contentsOf: folder.write("small", Self.small))
    #expect(alphabet.symbols == ["a", " "])
    let model = NGramModel(table, alphabet: alphabet)
    #expect(model.order == 2)
    func ratio(_ numerator: Double, _ denominator: Double) -> Double { numerator / denominator }
    // After the begin: a by the file; the others by its weight of 1/2: 1/4 each.
    let begin = model.probabilities(after: [])
    #expect(abs(ratio(begin[1], begin[0]) - 0.5 / (0.5 * 0.25)) < 1e-4)
    #expect(abs(begin[0] - begin[2]) < 1e-6)
    // After a: space 0.8, the end 0.1, and a by the weight of 0.2: 0.1. They add up to one, so nothing is scaled.
    let after = model.probabilities(after: [1])
    for (found, expected) in zip(after, [0.1, 0.1, 0.8]) { #expect(abs(found - expected) < 1e-5) }
  }

  @Test func aSequenceWhoseBeginningIsMissingGetsOne() throws {
    let text = Self.small.replacing("ngram 2=3", with: "ngram 2=2\nngram 3=1")
      .replacing("-0.09691\ta <space>\n", with: "")
      .replacing("\\end\\", with: "\\3-grams:\n-0.1 a <space> a\n\n\\end\\")
    let (table, alphabet) = try NGramTable.arpa(contentsOf: folder.write("pruned", text))
    #expect(table.counts == [3, 3, 1])
    let model = NGramModel(table, alphabet: alphabet)
    let after = model.probabilities(after: [1, 2])
    // 10^-0.1, against the single symbols' 1/4 and 1/4.
    #expect(abs(after[1] / after[0] - 0.79433 / 0.25) < 1e-3)
  }

  /// Weights beyond what a number holds, which no text gives, are read as the smallest and the largest, and the
  /// probabilities still add up.
  @Test(arguments: ["-083", "-1e30", "99", "1e30"])
  func weightsBeyondAllMeasureDoNoHarm(weight: String) throws {
    let text = Self.small.replacing("<s>\t-0.30103", with: "<s>\t\(weight)")
    let (table, alphabet) = try NGramTable.arpa(contentsOf: folder.write("extreme", text))
    let probabilities = NGramModel(table, alphabet: alphabet).probabilities(after: [])
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5, "\(probabilities)")
  }

  @Test func lineEndsOfAnyKindWillDo() throws {
    let expected = try NGramTable.arpa(contentsOf: folder.write("unix", Self.small))
    for end in ["\r\n", "\r"] {
      let path = try folder.write("other", Self.small.replacing("\n", with: end))
      let found = try NGramTable.arpa(contentsOf: path)
      #expect(found.1 == expected.1)
      #expect(
        NGramModel(found.0, alphabet: found.1).levels == NGramModel(expected.0, alphabet: expected.1).levels)
    }
  }

  static let wrong: [(String, String, String)] = [
    ("\\data\\", "data", "1: not an ARPA file: it does not begin with \\data\\"),
    ("ngram 2=3", "ngram 3=3", "3: not a line as `ngram 2=1000`, as the head of an ARPA file has them"),
    (
      "ngram 2=3", "ngram 2=99999999", "3: not a line as `ngram 2=1000`, as the head of an ARPA file has them"
    ),
    (
      "\ta\t", "\tthe\t",
      "8: a model of words, one of which is 'the'; a model of characters has its texts' characters "
        + "apart from each other, with <space> for a space"
    ),
    ("\\2-grams:", "\\3-grams:", "12: \\2-grams: was to come here"),
    ("a </s>", "a b", "15: 'b' does not belong here"),
    ("a </s>", "a <s>", "15: '<s>' does not belong here"),
    ("-1\ta", "1\ta", "15: not a logarithm, 2 characters apart from each other, and perhaps a weight"),
    ("-1\ta </s>", "-1\ta", "15: not a logarithm, 2 characters apart from each other, and perhaps a weight"),
    ("\n\\end\\", "", "16: the file ends without \\end\\; get it again"),
  ]

  @Test(arguments: wrong)
  func theErrorNamesLineAndFact(old: String, new: String, message: String) throws {
    let path = try folder.write("wrong", Self.small.replacing(old, with: new))
    let error = #expect(throws: ARPAError.self) { try NGramTable.arpa(contentsOf: path) }
    #expect(error?.description.hasPrefix("\(path):\(message)") == true, "\(error?.description ?? "")")
  }

  @Test func aPathWithoutAFileIsNamed() {
    let path = folder.file("none")
    let error = #expect(throws: ARPAError.self) { try NGramTable.arpa(contentsOf: path) }
    #expect(error?.description == "\(path): cannot be opened: No such file or directory")
  }
}
