import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element of a document, as Foundation's parser gives it.
final class DocumentElement {
  let name: String
  let attributes: [String: String]
  fileprivate(set) var children: [DocumentElement] = []
  /// All text in it and in the elements inside, in order.
  fileprivate(set) var text = ""

  fileprivate init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// The root of a document; fails the test where the document is not well-formed.
  static func parse(_ document: String) throws -> DocumentElement {
    let parser = XMLParser(data: Data(document.utf8))
    let builder = Builder()
    parser.delegate = builder
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "\(parser.parserError.map { "\($0)" } ?? "") in \(document)")
    return try #require(builder.root)
  }

  /// The element and all inside, in order.
  var all: [DocumentElement] { [self] + children.flatMap(\.all) }

  /// Those of a name, or of a class of XHTML.
  func all(_ name: String) -> [DocumentElement] {
    all.filter { $0.name == name || $0.attributes["class"] == name }
  }

  func number(_ attribute: String) throws -> Int { try #require(attributes[attribute].flatMap { Int($0) }) }

  /// The value of a property in hOCR's `title`, its words in an array.
  func property(_ name: String) -> [String]? {
    let properties = attributes["title"]?.components(separatedBy: "; ").map { $0.split(separator: " ") }
    return properties?.first { $0.first == name[...] }?.dropFirst().map(String.init)
  }

  private final class Builder: NSObject, XMLParserDelegate {
    var root: DocumentElement?
    private var open: [DocumentElement] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      let element = DocumentElement(name: name, attributes: attributes)
      if let parent = open.last { parent.children.append(element) } else { root = element }
      open.append(element)
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      for element in open { element.text += text }
    }
  }
}
