import LegibleTensors

/// Scratch memory of one thread, or of one thread and the workers that it starts. All of it is used again by
/// the next layer and the next batch, so that the second batch of a size allocates nothing.
package final class Workspace: @unchecked Sendable {
  // Unchecked: each worker uses its own part.

  /// What a layer keeps in a buffer while it runs.
  package enum Role: Int, CaseIterable {
    /// Its input in another order.
    case input
    /// Sums of products.
    case sums
    /// What it remembers from step to step.
    case state
    /// What it remembers from the call before.
    case initialState
    /// Its output in another order, or the gradient of it.
    case output
  }

  private let floatBuffers = Role.allCases.map { _ in FloatBuffer() }
  private let byteBuffers = Role.allCases.map { _ in ByteBuffer() }
  private var workers: [Workspace] = []
  private var strips: [Strip] = []
  private var stripsInUse = 0
  /// The order in which a recurrent layer visits the columns.
  var sequence = PackedSequence()
  /// What recurrent layers carry from one call to the next, where they read a stream in pieces. Nil: every item
  /// starts from zeros, and nothing is kept.
  package var states: RecurrentStates?

  package init() {}

  /// Room for `count` floats, contents undefined, valid until the next call with this role.
  package func floats(_ role: Role, count: Int) -> UnsafeMutablePointer<Float> {
    let buffer = floatBuffers[role.rawValue]
    buffer.reserve(count)
    return buffer.base
  }

  /// Room for `count` bytes, contents undefined, valid until the next call with this role.
  package func bytes(_ role: Role, count: Int) -> UnsafeMutablePointer<UInt8> {
    let buffer = byteBuffers[role.rawValue]
    buffer.reserve(count)
    return buffer.base
  }

  /// Calls `body` with a strip that nobody else uses meanwhile, contents and shape undefined.
  package func withStrip(_ body: (Strip) -> Void) {
    if stripsInUse == strips.count { strips.append(Strip()) }
    let strip = strips[stripsInUse]
    stripsInUse += 1
    body(strip)
    stripsInUse -= 1
  }

  // MARK: Workers

  /// Makes room for so many workers, before they start.
  package func reserve(workers count: Int) {
    while workers.count + 1 < count { workers.append(Workspace()) }
  }

  /// The part of one worker, numbered from 0, the first being the thread itself.
  package func worker(_ number: Int) -> Workspace { number == 0 ? self : workers[number - 1] }
}
