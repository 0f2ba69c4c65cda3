import LegibleLanguage
import Testing

@Suite struct TextNormalizationTests {
  @Test(arguments: [
    ("Hello, World 42!", "helloworld42"),
    ("", ""),
    (" -.,:;\"'\\\t", ""),
    ("AZaz09", "azaz09"),
    ("caf\u{E9}", "caf"),
    // The combining accent belongs to the character: no "e" is left of it.
    ("cafe\u{301}", "caf"),
    // The Kelvin sign is canonically a K; full-width letters and Arabic digits are other characters.
    ("\u{212A}", "k"),
    ("\u{FF21}\u{0661}", ""),
    ("@[`{/:", ""),
  ])
  func keepsLowerCasedLettersAndDigitsOnly(text: String, expected: String) {
    #expect(caseInsensitiveAlphanumeric(text) == expected)
  }

  @Test(arguments: [
    ("e\u{301}", "\u{E9}"),
    ("a\u{301}\u{323}", "\u{1EA1}\u{301}"),
    ("\u{212B}", "\u{C5}"),
    ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
    // Excluded from composition.
    ("\u{958}", "\u{915}\u{93C}"),
    ("plain\n", "plain\n"),
    ("", ""),
  ])
  func composesAsUnicodeSays(text: String, expected: String) {
    #expect(Array(composed(text).unicodeScalars) == Array(expected.unicodeScalars))
  }
}
