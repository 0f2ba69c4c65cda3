import LegibleFiles

/// Why a command cannot start or go on: one sentence for the user, the fact and the way out.
struct Failure: Error {
  let message: String
  /// The exit code: 2 where nothing could start, 1 in the middle of the work.
  let code: Int32

  init(_ message: String, code: Int32 = 2) {
    self.message = message
    self.code = code
  }
}

/// Runs what may throw; any error becomes a `Failure` in the error's own words.
func orFail<Result>(code: Int32 = 2, _ body: () throws -> Result) throws(Failure) -> Result {
  do { return try body() } catch { throw Failure((error as? Failure)?.message ?? "\(error)", code: code) }
}

/// A line, or several, on standard error. What may come from a stranger's file in them is made harmless to a
/// terminal.
func printError(_ lines: String) {
  let shown = lines.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
  writeError(shown.joined(separator: "\n") + "\n")
}

/// Text on standard error, at once and as it is.
func writeError(_ text: String) {
  // There is nobody to tell that it failed.
  try? FileDescriptor.standardError.writeAll(Array(text.utf8))
}
