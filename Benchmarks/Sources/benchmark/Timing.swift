import Foundation

/// Whose seconds are counted.
enum Clock: String {
  /// The wall's.
  case wall
  /// This process's own on all processors: what others take from it on a busy machine is left out.
  case cpu

  var now: Double {
    var time = timespec()
    clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Seconds that a piece of work takes, repeated until it has run for at least `seconds` in all.
func secondsPerCall(
  atLeast seconds: Double, clock: Clock = .wall, _ work: () throws -> Void
) rethrows -> Double {
  let start = clock.now
  var calls = 0
  while true {
    try work()
    calls += 1
    let elapsed = clock.now - start
    if elapsed >= seconds { return elapsed / Double(calls) }
  }
}

/// The middle of an odd number of values, the upper of the two middles of an even one.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// The value with a fixed number of digits after the point, right-aligned.
func fixed(_ value: Double, _ digits: Int, width: Int = 0) -> String {
  String(format: "%\(width).\(digits)f", value)
}

extension String {
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
