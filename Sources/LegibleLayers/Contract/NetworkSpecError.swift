/// Why a string is not a network spec: the place, what was found there, what was expected.
public struct NetworkSpecError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Place in the string, in characters, the first being 1.
  public let position: Int
  /// What stands there, shortened, in words or as quoted text.
  public let found: String
  /// What should stand there, and where it helps the way out.
  public let expected: String

  package init(position: Int, found: String, expected: String) {
    self.position = position
    self.found = found
    self.expected = expected
  }

  public var description: String {
    "network spec, position \(position): found \(found), expected \(expected)"
  }
}
