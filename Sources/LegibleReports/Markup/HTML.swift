import LegibleFiles

/// Markup of HTML and of SVG inside it. A text becomes markup in one way alone, escaped, so that no label and no path
/// of a stranger's file can become an element:
///
///     let cell: HTML = .element("td", ["class": "label"], "\(label)")
package struct HTML: ExpressibleByStringInterpolation {
  /// As it stands in the file.
  package let source: String

  private init(source: String) { self.source = source }

  /// A text as a person may see it. What shows nothing or turns the direction of writing is written out, as in
  /// `\u{202E}`.
  package init(text: String) { source = Self.escaped(text.printable) }

  package init(stringLiteral text: String) { self.init(text: text) }

  package init(_ parts: [HTML]) { source = parts.map(\.source).joined() }

  /// An element with its content.
  /// - Parameters:
  ///   - attributes: their values as texts; an attribute with nil is left out.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: HTML...
  ) -> HTML {
    element(name, attributes, content)
  }

  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: [HTML]
  ) -> HTML {
    let tag = "\(name)"
    var source = "<" + tag
    for (name, value) in attributes {
      guard let value else { continue }
      source += " \(name)=\"\(escaped(value.printable))\""
    }
    guard !childless.contains(tag) else { return HTML(source: source + "/>") }
    return HTML(source: source + ">" + content.map(\.source).joined() + "</" + tag + ">")
  }

  /// A style sheet or a program, of this package's own.
  package static func raw(_ name: StaticString, nonce: String, _ content: StaticString) -> HTML {
    HTML(source: "<\(name) nonce=\"\(nonce)\">\(content)</\(name)>")
  }

  package static func + (first: HTML, second: HTML) -> HTML { HTML(source: first.source + second.source) }

  /// Elements without content: those of HTML (WHATWG, "void elements") that pages use, and the shapes of SVG.
  private static let childless: Set = [
    "meta", "input", "img", "br", "path", "line", "image", "polyline",
  ]

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { "&<>\"".utf8.contains($0) }) else { return text }
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
