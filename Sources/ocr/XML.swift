/// XML for results, written piece by piece: streaming needs no tree, and Foundation's would take longer to load
/// than a crop to read.
enum XML {
  static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

  /// Text as it may stand between tags and in attributes. A parser gives back the same characters, line ends and
  /// tabs among them; one that XML 1.0 cannot hold (section 2.2, `Char`) becomes U+FFFD.
  static func escaped(_ text: String) -> String {
    // Nearly all texts, at the cost of a look at each byte.
    if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 && !"&<>\"".utf8.contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // As they are, a parser would make spaces of them in an attribute.
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      case "\0"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// An element on one line.
  /// - Parameters:
  ///   - attributes: not escaped yet.
  ///   - content: XML already; without it the element is an empty tag.
  static func element(
    _ name: String, _ attributes: [(name: String, value: String)] = [], content: String = ""
  ) -> String {
    let tag = "<" + name + attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined()
    return content.isEmpty ? tag + "/>" : "\(tag)>\(content)</\(name)>"
  }

  /// An element with others inside, each on lines of its own; without them it is an empty tag.
  /// - Parameter children: XML already.
  static func element(
    _ name: String, _ attributes: [(name: String, value: String)] = [], children: [String]
  ) -> String {
    element(
      name, attributes, content: children.isEmpty ? "" : "\n" + children.map { $0 + "\n" }.joined())
  }

  /// A probability, `0...1`, as a number of the schemas, which take none outside.
  static func confidence(_ value: Float) -> String {
    JSON.number(Double(min(max(value, 0), 1)), decimals: 4)
  }
}
