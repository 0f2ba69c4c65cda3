import LegibleFiles
import LegibleSystem

/// Results on standard output: gathered into large writes, and passed on at least ten times a second.
struct StandardOutput {
  private var buffer: [UInt8] = []
  private var lastFlush = now()

  /// - Throws: `Failure` where the output takes no more. A reader that went away (`| head`) ends the process
  ///   quietly.
  mutating func write(_ texts: String...) throws(Failure) {
    for text in texts { buffer.append(contentsOf: text.utf8) }
    if buffer.count >= 1 << 16 || now() - lastFlush > 0.1 { try flush() }
  }

  mutating func flush() throws(Failure) {
    do throws(SystemError) {
      try FileDescriptor.standardOutput.writeAll(buffer)
    } catch {
      // Only where SIGPIPE is ignored; as a rule the signal has ended the process.
      if error.code == EPIPE { _exit(0) }
      throw Failure("standard output: \(error)", code: 1)
    }
    buffer.removeAll(keepingCapacity: true)
    lastFlush = now()
  }
}

/// Calls `body` with the paths that standard input lists, as many at a time as there are, so that a slow
/// writer's first paths are worked on while it writes the others.
/// - Throws: `Failure` where the input cannot be read or is no list; what `body` throws.
func readPathsOfStandardInput(_ body: ([PathList.Entry]) throws -> Void) throws {
  var list = PathList()
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let entries: [PathList.Entry]
    let count: Int
    do {
      count = try chunk.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
        try FileDescriptor.standardInput.readSome(into: UnsafeMutableRawBufferPointer(buffer))
      }
      entries = count == 0 ? try list.end() : try list.add(chunk[..<count])
    } catch {
      throw Failure("standard input: \(error)", code: 1)
    }
    if !entries.isEmpty { try body(entries) }
    if count == 0 { return }
  }
}

/// Seconds on a clock that only goes forward.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
