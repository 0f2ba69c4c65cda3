import Synchronization

/// The threads that help the callers of `parallelFor`: one team for the whole process.
///
/// A call runs on its caller's thread, so that it never waits for a thread to become free. Helpers join it
/// only while fewer threads are at work in the process, callers and helpers of all calls together, than the
/// call may have; they leave it, between two pieces, when callers that came later make them too many. So
/// calls by the hundred from queues, tasks and threads of all kinds take no more threads than their callers
/// bring along, or than the largest of them asked for, and each ends as if it had been alone on its thread.
///
/// A helper that was called and has not come yet is not waited for: it finds the job closed and takes
/// another one, or rests.
final class ThreadTeam: Sendable {
  static let shared = ThreadTeam()

  private struct State {
    /// Calls that helpers may join, the oldest first.
    var jobs: [ParallelJob] = []
    /// By number less one. Helper `n` joins calls of more than `n` threads alone, as their worker `n`. Where
    /// there is room for one more, one of those is free: each of the others has a caller at work beside it.
    var helpers: [Helper] = []
  }

  private let state = Locked(State())
  /// Callers and helpers at work. It changes under `state` alone.
  private let working = Atomic<Int>(0)
  /// Under it callers wait for the last pieces of their helpers.
  private let closing = Condition()

  // MARK: The caller's side

  /// Lets helpers join a call of `parallelFor`. The caller works on it, too, and closes it.
  func open(
    pieces: Int, mayBegin: Int, threads: Int, _ body: @escaping (_ piece: Int, _ worker: Int) -> Void
  ) -> ParallelJob {
    let job = ParallelJob(pieces: pieces, mayBegin: mayBegin, threads: threads, condition: closing, body)
    state.withLock {
      working.add(1, ordering: .relaxed)
      $0.jobs.append(job)
      call(for: job, but: 1, &$0)
    }
    return job
  }

  /// Lets one more of the job's pieces be begun.
  func allowOneMore(_ job: ParallelJob) {
    job.raiseLimit()
    state.withLock { call(for: job, but: 1, &$0) }
  }

  /// Ends the call: begins no further piece and returns when those under way are done.
  func close(_ job: ParallelJob) {
    job.end()
    let isLeft = state.withLock {
      job.isOpen = false
      $0.jobs.remove(at: $0.jobs.firstIndex { $0 === job }!)
      working.subtract(1, ordering: .relaxed)
      // The caller's thread was one of those at work: another call may have a helper in its place.
      for other in $0.jobs { call(for: other, but: 0, &$0) }
      return job.helpers == 0
    }
    if !isLeft { job.isLeft.wait() }
    job.forget()
  }

  /// Wakes resting helpers for a job's pieces that could be begun, as many as may join it.
  /// - Parameter own: pieces that the caller will take itself.
  private func call(for job: ParallelJob, but own: Int, _ state: inout State) {
    var wanted = min(job.waiting - own, job.threads - working.load(ordering: .relaxed))
    var number = 1
    while wanted > 0, number < job.threads {
      if number > state.helpers.count {
        // Without another thread there is one helper less, and the work is done all the same.
        guard let helper = Helper(number: number, team: self) else { return }
        state.helpers.append(helper)
        wanted -= 1
      } else if state.helpers[number - 1].isResting {
        state.helpers[number - 1].isResting = false
        state.helpers[number - 1].call.set()
        wanted -= 1
      }
      number += 1
    }
  }

  // MARK: The helper's side

  /// Works on all calls that have room for the helper, then puts it to rest.
  fileprivate func help(_ helper: Helper) {
    while let job = join(helper) {
      repeat {
        job.work(as: helper.number) { working.load(ordering: .relaxed) <= job.threads }
      } while !leave(job)
    }
  }

  private func join(_ helper: Helper) -> ParallelJob? {
    state.withLock {
      let working = working.load(ordering: .relaxed)
      let job = $0.jobs.first { helper.number < $0.threads && working < $0.threads && $0.waiting > 0 }
      guard let job else {
        helper.isResting = true
        return nil
      }
      job.helpers += 1
      self.working.add(1, ordering: .relaxed)
      return job
    }
  }

  /// Leaves a job that has nothing to begin or too many threads.
  /// - Returns: false where neither is true any more: others have left it in the meantime.
  private func leave(_ job: ParallelJob) -> Bool {
    state.withLock { _ in
      guard job.waiting == 0 || working.load(ordering: .relaxed) > job.threads else { return false }
      working.subtract(1, ordering: .relaxed)
      job.helpers -= 1
      if !job.isOpen, job.helpers == 0 { job.isLeft.set() }
      return true
    }
  }
}

/// A thread that helps.
private final class Helper: @unchecked Sendable {
  // Unchecked: `isResting` is used under the team's lock alone.
  let number: Int
  var isResting = false
  /// Set to wake it from its rest.
  let call = Latch(Condition())

  /// Starts the thread; nil if the system gives none.
  init?(number: Int, team: ThreadTeam) {
    self.number = number
    let isStarted = startThread {
      while true {
        team.help(self)
        self.call.wait()
      }
    }
    guard isStarted else { return nil }
  }
}
