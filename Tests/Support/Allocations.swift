import AllocationCounter

/// How often `body` asks for memory, on this thread. Always 0 where the C library is not glibc, and
/// under a sanitizer.
package func allocations(_ body: () throws -> Void) rethrows -> Int {
  let before = allocations_of_this_thread()
  try body()
  return Int(allocations_of_this_thread() - before)
}

/// Bytes that this process has asked for and not given back. Always 0 where the C library is not glibc, and
/// under a sanitizer.
package func bytesInUse() -> Int { Int(bytes_in_use()) }
