import LegibleCTC
import LegibleLanguage

/// A list of words.
public struct Lexicon: Sendable {
  /// What the list says of the texts.
  public enum Kind: Hashable, Sendable {
    /// Every text is one of the words.
    case closed
    /// A word of the list gains where it stands as a whole; other texts stay possible. ln of a text's probability
    /// grows by the bonus for each.
    case open(bonus: Float)
  }

  public var words: [String]
  public var kind: Kind
  /// Whether each word is meant in small letters, in capitals and with a capital at its beginning, too.
  public var ignoresCase: Bool

  public init(words: [String], kind: Kind = .closed, ignoresCase: Bool = false) {
    self.words = words
    self.kind = kind
    self.ignoresCase = ignoresCase
  }

  /// Reads a list from a file in UTF-8, a word on each line; empty lines are left out.
  /// - Throws: ``RecognitionOptionsError`` that names the file.
  public init(
    contentsOf path: String, kind: Kind = .closed, ignoresCase: Bool = false
  ) throws(RecognitionOptionsError) {
    do throws(TextError) {
      self.init(words: try wordsOfLines(path), kind: kind, ignoresCase: ignoresCase)
    } catch {
      throw RecognitionOptionsError("\(error)")
    }
  }

  /// Adds what the list says. Words with characters that the model cannot write, or that other options exclude, are no
  /// texts of it.
  func guide(_ decoding: inout Decoding, _ alphabet: Alphabet) throws(RecognitionOptionsError) {
    var labels: [[Int32]] = []
    labels.reserveCapacity(words.count)
    for word in words {
      for spelling in spellings(word) {
        guard let label = try? alphabet.encode(spelling) else { continue }
        if let symbols = decoding.symbols, !label.allSatisfy(symbols.contains) { continue }
        if case .closed = kind, let texts = decoding.guide.texts, !texts.contains(label) { continue }
        labels.append(label)
      }
    }
    guard let automaton = SymbolAutomaton(words: labels) else {
      if words.isEmpty { throw RecognitionOptionsError("the list of words is empty") }
      let subject = words.count == 1 ? "the one word cannot" : "none of the \(words.count) words can"
      throw RecognitionOptionsError(
        "\(subject) be read: the model cannot write them, or another option excludes them")
    }
    switch kind {
    case .closed: decoding.guide.texts = automaton
    case .open(let bonus):
      decoding.guide.words = WordBonus(automaton: automaton, bonus: bonus, space: alphabet.index(of: " "))
    }
  }

  private func spellings(_ word: String) -> Set<String> {
    let word = composed(word)
    guard ignoresCase else { return [word] }
    let capital = word.prefix(1).uppercased()
    return [word, word.lowercased(), word.uppercased(), capital + word.dropFirst().lowercased()]
  }
}
