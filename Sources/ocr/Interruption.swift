import LegibleSystem
import Synchronization

/// The signal that asked the process to stop, 0 for none.
private let received = Atomic<Int32>(0)

/// Stopping when asked: on Ctrl-C, on `kill`, and when the terminal or the connection goes away. The first signal
/// asks, the second ends the process at once, as does Ctrl-\ (SIGQUIT), which stays the system's.
enum Interruption {
  /// What the system says by a signal that would end the process, it then says by an error of the call: that
  /// nobody reads the progress any more, which is no reason to end a run.
  static func outliveReaders() { ignore(SIGPIPE) }

  /// From here on the first signal only sets `signal`. A process that was started to outlive its terminal (`nohup`)
  /// does so.
  static func prepare() {
    // Touched before any signal, because a handler must not be the first to use it.
    _ = received.load(ordering: .relaxed)
    // A process inherits what its starter's thread blocks.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      if number == SIGHUP, isIgnored(number) { continue }
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

/// Has the system keep a signal to itself from here on.
func ignore(_ number: Int32) { _ = signal(number, SIG_IGN) }

private func isIgnored(_ number: Int32) -> Bool {
  var action = sigaction()
  guard sigaction(number, nil, &action) == 0 else { return false }
  #if canImport(Darwin)
    let handler = action.__sigaction_u.__sa_handler
  #elseif canImport(Glibc)
    let handler = action.__sigaction_handler.sa_handler
  #elseif canImport(Musl)
    let handler = action.__sa_handler.sa_handler
  #else
    let handler = action.sa_handler
  #endif
  return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}

private func setHandler(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
  _ = signal(number, handler)
}
