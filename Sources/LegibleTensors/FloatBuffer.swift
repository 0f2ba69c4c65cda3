/// Float32 memory, 64-byte aligned, that grows and never shrinks: the second batch of a size allocates
/// nothing.
package final class FloatBuffer: @unchecked Sendable {
  // Unchecked: a plain piece of memory. Whoever shares one between threads gives each its own part.

  /// The first float, 64-byte aligned.
  package private(set) var base: UnsafeMutablePointer<Float>
  /// Floats that fit without growing.
  package private(set) var capacity: Int
  private var memory: AlignedMemory

  /// - Parameter count: floats to have room for; they start as zeros.
  package convenience init(count: Int = 0) {
    self.init(AlignedMemory(bytes: count * MemoryLayout<Float>.stride))
  }

  /// Memory that belongs to another object, such as a file that was read.
  /// - Returns: nil where `base` is not 64-byte aligned.
  package convenience init?(sharing base: UnsafeMutablePointer<Float>, count: Int, owner: AnyObject) {
    let bytes = count * MemoryLayout<Float>.stride
    guard let memory = AlignedMemory(sharing: base, bytes: bytes, owner: owner) else { return nil }
    self.init(memory)
  }

  private init(_ memory: AlignedMemory) {
    self.memory = memory
    (base, capacity) = memory.floats
  }

  deinit { memory.release() }

  /// Makes room for `count` floats. Growing loses the contents, and the new ones are zeros.
  package func reserve(_ count: Int) {
    guard count > capacity else { return }
    memory.reserve(count * MemoryLayout<Float>.stride)
    (base, capacity) = memory.floats
  }

  /// Sets the first `count` floats to zero.
  package func zero(_ count: Int) {
    precondition(count <= capacity, "zeroing \(count) floats of \(capacity)")
    base.update(repeating: 0, count: count)
  }
}

extension AlignedMemory {
  fileprivate var floats: (UnsafeMutablePointer<Float>, count: Int) {
    let count = bytes / MemoryLayout<Float>.stride
    return (base.bindMemory(to: Float.self, capacity: count), count)
  }
}
