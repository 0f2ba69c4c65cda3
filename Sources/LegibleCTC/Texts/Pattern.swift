import LegibleLanguage

/// A pattern of texts, in the notation of regular expressions: what plates, dates, serial numbers and readings of
/// meters look like.
///
/// | | |
/// |---|---|
/// | `A` | the character itself; `\` before one of `.[](){}?*+\|\\^-` takes its meaning away |
/// | `.` | any character of the alphabet |
/// | `[A-Z0-9]`, `[^aeiou]` | one of these; one that is none of these |
/// | `\d`, `\w`, `\s` | a digit 0 to 9; one of these, a letter a to z, A to Z or `_`; a space |
/// | `(AB\|CD)` | one or the other |
/// | `?`, `*`, `+` | what stands before: once or not; any number of times; once or more |
/// | `{3}`, `{2,}`, `{2,4}` | so many times |
///
/// The whole text must match. Characters that the alphabet lacks match nothing within a class; by themselves they
/// are an error, since no text of the model could match.
package struct Pattern: Sendable {
  indirect enum Node {
    case symbols(Set<Int32>)
    case sequence([Node])
    case alternatives([Node])
    case repeated(Node, least: Int, most: Int?)
  }

  /// The set of texts that match.
  package let automaton: SymbolAutomaton

  /// - Throws: ``PatternError`` that points at the character of the pattern.
  package init(_ text: String, alphabet: Alphabet) throws(PatternError) {
    var parser = PatternParser(text, alphabet: alphabet)
    let node = try parser.parse()
    var compiler = PatternCompiler(text)
    guard let automaton = try compiler.automaton(of: node) else {
      throw PatternError(pattern: text, offset: 0, fact: "no text can match it")
    }
    self.automaton = automaton
  }

  /// The symbols of a class, given as what stands between `[` and `]`.
  /// - Throws: ``PatternError`` that points at the character of the class.
  package static func symbols(ofClass text: String, alphabet: Alphabet) throws(PatternError) -> Set<Int32> {
    do throws(PatternError) {
      var parser = PatternParser("[\(text)]", alphabet: alphabet)
      guard case .symbols(let symbols) = try parser.parse() else {
        throw PatternError(pattern: text, offset: 0, fact: "not a set of characters, as 0-9A-Z is one")
      }
      return symbols
    } catch {
      throw PatternError(pattern: text, offset: max(0, error.offset - 1), fact: error.fact)
    }
  }
}

/// Why a pattern cannot be used. Prints with the pattern and a mark below the character that is meant.
package struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
  package let pattern: String
  /// Characters before the place that is meant.
  package let offset: Int
  package let fact: String

  package var description: String {
    "\(fact)\n  \(pattern)\n  \(String(repeating: " ", count: offset))^"
  }
}
