#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a command cannot start or go on: one sentence for the user, the fact and the way out. Exit code 2.
struct Failure: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// Runs what may throw; any error becomes a `Failure` in the error's own words.
func orFail<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
  do { return try body() } catch let failure as Failure { throw failure } catch { throw Failure("\(error)") }
}

/// A line on standard error.
func printError(_ line: String) {
  writeError(line + "\n")
}

/// Text on standard error, at once.
func writeError(_ text: String) {
  var text = text
  text.withUTF8 { bytes in
    var written = 0
    while written < bytes.count {
      let count = write(STDERR_FILENO, bytes.baseAddress! + written, bytes.count - written)
      if count > 0 { written += count } else if count == 0 || errno != EINTR { return }
    }
  }
}
