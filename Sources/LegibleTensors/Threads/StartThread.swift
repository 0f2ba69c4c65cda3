import LegibleSystem

/// Runs `body` on a thread of its own, which ends with it.
///
/// For work that waits for long, or goes on for as long as the process: a thread of a shared pool would be
/// missing there. Signals to the process go to other threads, whose owners expect them.
///
/// - Returns: false if the system gives no thread.
package func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  final class Work {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  // A thread begins with its starter's mask.
  var others = sigset_t()
  var before = sigset_t()
  sigfillset(&others)
  // These are this thread's own faults.
  for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGPROF] { sigdelset(&others, fault) }
  pthread_sigmask(SIG_SETMASK, &others, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

  // A pointer in some C libraries, a number in others.
  #if canImport(Darwin) || canImport(Musl)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let work = Unmanaged.passRetained(Work(body))
  let failed = pthread_create(
    &thread, nil,
    { argument in
      // It is optional on some systems.
      let argument: UnsafeMutableRawPointer? = argument
      Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
      return nil
    }, work.toOpaque())
  guard failed == 0 else {
    work.release()
    return false
  }
  #if canImport(Darwin) || canImport(Musl)
    pthread_detach(thread!)
  #else
    pthread_detach(thread)
  #endif
  return true
}
