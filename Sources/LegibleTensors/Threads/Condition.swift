import LegibleSystem

/// A lock, and a way to wait under it until another thread has changed something.
///
/// The system's own, because Foundation's costs every process that links it more time to start than a crop
/// takes to read.
package final class Condition: @unchecked Sendable {
  // Unchecked: both are made to be used by many threads. They must not move, so they have memory of their
  // own.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    let failed = pthread_mutex_init(mutex, nil) | pthread_cond_init(condition, nil)
    precondition(failed == 0, "the system gives no lock")
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` while no other thread holds the lock.
  package func withLock<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Lets go of the lock until a `broadcast`, and takes it again. It may also return without one: wait in a
  /// loop that asks for what is waited for.
  package func wait() { pthread_cond_wait(condition, mutex) }

  /// Wakes all threads that wait.
  package func broadcast() { pthread_cond_broadcast(condition) }
}
