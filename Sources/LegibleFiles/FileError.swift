/// Why a file or a folder cannot be read or written. Prints as one sentence that names it.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the system refused.
  package enum Action: Hashable, Sendable {
    case open, read, write, makeFolder
  }

  package enum Fact: Hashable, Sendable {
    /// The system refused, for the reason given.
    case refused(Action, SystemError)
    /// A pipe, a device or the like; a folder, where it is opened as a file.
    case notARegularFile
    /// A file of more bytes than the caller takes.
    case tooLarge(bytes: Int, limit: Int)
  }

  package let path: String
  package let fact: Fact

  package init(path: String, fact: Fact) {
    self.path = path
    self.fact = fact
  }

  package var description: String { "\(path.printable): \(factDescription)" }

  /// The fact without the path, for messages that name it anyway.
  package var factDescription: String {
    switch fact {
    case .refused(.open, let reason): "cannot be opened: \(words(for: reason))"
    case .refused(.read, let reason): "cannot be read: \(words(for: reason))"
    case .refused(.write, let reason): "cannot be written: \(words(for: reason))"
    case .refused(.makeFolder, let reason): "the folder cannot be made: \(words(for: reason))"
    case .notARegularFile: "not a regular file; give the path of one"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes, more than the limit of \(limit)"
    }
  }

  /// The system's reason, and what to write where the path tells why nothing is there.
  package func words(for reason: SystemError) -> String {
    let remedy = reason.isMissing ? remedy(forMissing: path) : nil
    return "\(reason)" + (remedy.map { "; " + $0 } ?? "")
  }

  /// Does what `body` does; when the system refuses, the error says what was tried with which file.
  static func naming<Result>(
    _ path: String, _ action: Action, _ body: () throws(SystemError) -> Result
  ) throws(FileError) -> Result {
    do throws(SystemError) {
      return try body()
    } catch {
      throw FileError(path: path, fact: .refused(action, error))
    }
  }
}
