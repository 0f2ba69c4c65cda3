/// A page that is one file: its pictures, its style and its little program are in it, and it asks the network for
/// nothing, which its content security policy keeps even from what should not be there.
struct Page {
  let title: String
  /// What stands below the title.
  let lead: HTML
  /// Seconds until a browser reads the file again; nil for a page that is done.
  var refresh: Int?
  private var sections: [(id: StaticString, title: String, content: HTML)] = []

  init(title: String, lead: HTML, refresh: Int? = nil) {
    (self.title, self.lead, self.refresh) = (title, lead, refresh)
  }

  mutating func add(_ id: StaticString, _ title: String, _ content: HTML...) {
    sections.append((id, title, HTML(content)))
  }

  /// The comment by which the command knows a page of its own, that it may write over.
  static let mark = "<!DOCTYPE html>\n<!-- A report of Legible. -->\n"

  /// The whole file.
  var document: String {
    // A style or program that somehow came in with a label would not know this number, and not run.
    let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
    let policy =
      "default-src 'none'; img-src data:; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; base-uri 'none'; "
      + "form-action 'none'"
    let head = HTML.element(
      "head", [:],
      .element("meta", ["charset": "utf-8"]),
      .element("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
      .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .element("meta", ["name": "color-scheme", "content": "light dark"]),
      refresh.map { .element("meta", ["http-equiv": "refresh", "content": "\($0)"]) } ?? "",
      .element("title", [:], "\(title)"), .raw("style", nonce: nonce, pageStyle))
    let links = sections.map { section in
      HTML.element("li", [:], .element("a", ["href": "#\(section.id)"], "\(section.title)"))
    }
    let main = sections.map { section in
      HTML.element(
        "section", ["id": "\(section.id)", "aria-labelledby": "\(section.id)-title"],
        .element("h2", ["id": "\(section.id)-title"], "\(section.title)"), section.content)
    }
    let body = HTML.element(
      "body", [:],
      .element("a", ["class": "skip", "href": "#main"], "To the report"),
      .element("header", [:], .element("h1", [:], "\(title)"), lead),
      .element("nav", ["aria-label": "Sections"], .element("ul", [:], links)),
      .element("main", ["id": "main"], main),
      .raw("script", nonce: nonce, pageScript))
    return Self.mark + HTML.element("html", ["lang": "en"], head, body).source + "\n"
  }
}
