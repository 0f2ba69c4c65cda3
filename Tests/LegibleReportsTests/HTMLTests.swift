import LegibleReports
import Testing

@Suite struct HTMLTests {
  @Test func textsNeverBecomeMarkup() {
    let hostile = "</td><script>alert(\"1\")</script>&amp;"
    #expect(
      HTML(text: hostile).source
        == "&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;")
    let cell: HTML = .element("td", ["data-key": hostile, "class": nil], "a \(hostile)")
    #expect(
      cell.source
        == "<td data-key=\"&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;\">a "
        + "&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;</td>")
  }

  @Test func whatShowsNothingIsWrittenOut() {
    #expect(HTML(text: "a\u{202E}b\u{0}c\u{1B}\u{2028}").source == #"a\u{202E}b\0c\u{1B}\u{2028}"#)
    #expect(HTML(text: "na\u{EF}ve \u{5B57} \u{1F600}").source == "na\u{EF}ve \u{5B57} \u{1F600}")
    // Where it joins nothing, a mark must not run into the markup before it.
    #expect(HTML(text: "\u{301}<").source == "\u{301}&lt;")
  }

  @Test func elementsWithoutContentHaveNoEnd() {
    #expect(HTML.element("br").source == "<br/>")
    #expect(HTML.element("p", [:], .element("b", [:], "x"), "y").source == "<p><b>x</b>y</p>")
    #expect(HTML.element("td").source == "<td></td>")
  }

  /// The test vectors of RFC 4648, section 10.
  @Test func base64IsThatOfTheStandard() {
    let vectors = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
      "foobar": "Zm9vYmFy",
    ]
    for (text, code) in vectors { #expect(base64(Array(text.utf8)) == code) }
    #expect(base64([0xFB, 0xFF, 0xFE]) == "+//+")
  }
}
