import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The signal that asked the process to stop, 0 for none.
private let received = Atomic<Int32>(0)

/// Stopping on Ctrl-C and on `kill`: the first signal asks, the second ends the process at once.
enum Interruption {
  /// From here on the first signal only sets `signal`.
  static func prepare() {
    // Touched before any signal, because a handler must not be the first to use it.
    _ = received.load(ordering: .relaxed)
    // A process inherits what its starter's thread blocks.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&signals, number)
      setHandler(number) { number in
        let (isFirst, _) = received.compareExchange(expected: 0, desired: number, ordering: .relaxed)
        if !isFirst { _exit(128 + number) }
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// The signal that asked to stop; nil as long as there is none.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}

private func setHandler(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
  _ = signal(number, handler)
}
