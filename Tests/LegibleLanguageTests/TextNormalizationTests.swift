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
}
