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

/// Calls `body` with the lines of standard input, as many at a time as there are, so that a slow writer's
/// first lines are worked on while it writes the others. Empty lines are left out.
/// - Throws: `Failure` where the input cannot be read; what `body` throws.
func readLinesOfStandardInput(_ body: ([String]) throws -> Void) throws {
  // No path is as long.
  let lineLimit = 1 << 20
  let newline = UInt8(ascii: "\n")
  /// The start of a line whose end has not come yet.
  var pending: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count: Int
    do throws(SystemError) {
      count = try chunk.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
        try FileDescriptor.standardInput.readSome(into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch {
      throw Failure("standard input: \(error)", code: 1)
    }
    let isAtEnd = count == 0
    // Only what is new is looked through: a line may come in many pieces.
    let end = isAtEnd ? 0 : chunk[..<count].lastIndex(of: newline).map { $0 + 1 }
    if let end {
      pending += chunk[..<end]
      let lines = pending.split(separator: newline).map { line in
        String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
      }.filter { !$0.isEmpty }
      pending.removeAll(keepingCapacity: true)
      if !lines.isEmpty { try body(lines) }
    }
    if isAtEnd { return }
    pending += chunk[(end ?? 0)..<count]
    guard pending.count <= lineLimit else {
      throw Failure("standard input: a line of more than \(lineLimit) bytes; give one path a line", code: 1)
    }
  }
}

/// Seconds on a clock that only goes forward.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
