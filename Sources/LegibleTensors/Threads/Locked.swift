/// A value that one thread at a time may see.
///
/// `Synchronization.Mutex` would be the same, but on Linux the thread sanitizer does not see it and reports what
/// it guards as races: whoever checks a program that uses the package would have to tell true reports from
/// these.
package final class Locked<Value>: @unchecked Sendable {
  // Unchecked: the value is used under the lock alone, and what is handed in is not used outside any more.
  private let lock = Condition()
  private var value: Value

  package init(_ value: sending Value) { self.value = value }

  package func withLock<Result, Failure>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try lock.withLock { () throws(Failure) in try body(&value) }
  }
}
