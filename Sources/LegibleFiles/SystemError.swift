import LegibleSystem

/// Why the system refused a call. Prints as the system's own words, "No such file or directory".
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The value of `errno`.
  package let code: Int32

  package init(code: Int32) { self.code = code }

  /// What the system says of a path that leads to nothing.
  static let missing = SystemError(code: ENOENT)

  /// That of this thread's last call that failed.
  static var last: SystemError { SystemError(code: errno) }

  /// Whether there is nothing at the path, or one of the folders on the way is none.
  package var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  package var description: String { String(cString: strerror(code)) }
}
