import Testing

/// What a schema says of the elements that the command writes, taken from the published lists of elements by hand: the
/// schemas themselves are no part of the repository, and no test needs the network.
struct DocumentRules: Sendable {
  /// Of the value of an attribute or of an element's text, a pattern.
  typealias Pattern = String

  struct Element: Sendable {
    /// Names of children in their order, each with a space behind it, as a pattern; of an element with text, nil.
    var children: Pattern? = ""
    /// What is inside where there are no children.
    var text: Pattern = #"\s*"#
    var required: [String: Pattern] = [:]
    var optional: [String: Pattern] = [:]
  }

  static let whole = "[0-9]+"
  /// `xsd:float`, from 0 to 1.
  static let confidence = #"0|1|0\.[0-9]+"#
  /// `xsd:ID`.
  static let identifier = "[A-Za-z_][A-Za-z0-9_.-]*"
  static let any = "(?s:.*)"

  let elements: [String: Element]
  /// The name of the attribute that is unique in a document.
  let identity: String
  /// What an element's rule goes by.
  var kind: @Sendable (DocumentElement) -> String = { $0.name }

  /// Records each element, attribute or text that breaks a rule.
  func check(_ root: DocumentElement) throws {
    for element in root.all {
      let kind = kind(element)
      guard let rule = elements[kind] else {
        Issue.record("no element \(kind) is in the list")
        continue
      }
      let names = element.children.map { self.kind($0) + " " }.joined()
      if let children = rule.children {
        #expect(try matches(names, children), "children of \(kind): \(names)")
      } else {
        #expect(names.isEmpty, "children of \(kind): \(names)")
      }
      if element.children.isEmpty {
        #expect(try matches(element.text, rule.text), "text of \(kind): \(element.text)")
      }
      let missing = Set(rule.required.keys).subtracting(element.attributes.keys)
      #expect(missing.isEmpty, "attributes that \(kind) lacks: \(missing)")
      for (name, value) in element.attributes where !name.hasPrefix("xmlns") && !name.hasPrefix("xsi:") {
        guard let pattern = rule.required[name] ?? rule.optional[name] else {
          Issue.record("no attribute \(name) of \(kind) is in the list")
          continue
        }
        #expect(try matches(value, pattern), "\(name) of \(kind): \(value)")
      }
    }
    let identities = root.all.compactMap { $0.attributes[identity] }
    #expect(Set(identities).count == identities.count, "identifiers are unique")
  }

  private func matches(_ text: String, _ pattern: Pattern) throws -> Bool {
    // By code points, as XML Schema counts.
    try Regex("(?:\(pattern))").matchingSemantics(.unicodeScalar).wholeMatch(in: text) != nil
  }
}
