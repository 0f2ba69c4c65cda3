/// The classes that a model tells crops apart by, in the order of its outputs.
///
/// As characters of an alphabet are, names are compared by canonical equivalence.
package struct ClassNames: Sendable, Equatable {
  package let names: [String]

  private let indices: [String: Int32]

  /// - Throws: ``ClassNamesError``.
  package init(_ names: [String]) throws(ClassNamesError) {
    guard names.count >= 2 else { throw .tooFew(names) }
    var indices: [String: Int32] = [:]
    for (index, name) in names.enumerated() {
      guard !name.isEmpty else { throw .empty }
      guard name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
        throw .controlCharacter(name)
      }
      guard indices.updateValue(Int32(index), forKey: name) == nil else { throw .duplicate(name) }
    }
    self.names = names
    self.indices = indices
  }

  /// Nil for a name that is none of them.
  package func index(of name: String) -> Int32? { indices[name] }
}

/// Why names cannot be those of classes.
package enum ClassNamesError: Error, Equatable, CustomStringConvertible {
  /// Fewer than two classes cannot be told apart.
  case tooFew([String])
  case empty
  case controlCharacter(String)
  case duplicate(String)

  package var description: String {
    switch self {
    case .tooFew(let names):
      "at least two classes are needed to tell crops apart, and there "
        + (names.first.map { "is \(String(reflecting: $0)) alone" } ?? "are none")
    case .empty: "a class without a name"
    case .controlCharacter(let name):
      "the class \(String(reflecting: name)) has a control character in its name"
    case .duplicate(let name): "two classes are called \(String(reflecting: name))"
    }
  }
}

/// A label is none of the classes.
package struct UnknownClass: Error, Equatable, CustomStringConvertible {
  package let name: String

  package init(name: String) { self.name = name }

  package var description: String { "\(String(reflecting: name)) is none of the classes" }
}
