/// Memory of bytes, 64-byte aligned, that grows and never shrinks; see `FloatBuffer`.
public final class ByteBuffer: @unchecked Sendable {
  // Unchecked: a plain piece of memory. Whoever shares one between threads gives each its own part.

  /// The first byte, 64-byte aligned.
  public private(set) var base: UnsafeMutablePointer<UInt8>
  /// Bytes that fit without growing.
  public private(set) var capacity: Int

  /// - Parameter count: bytes to have room for; they start as zeros.
  public init(count: Int = 0) {
    (base, capacity) = Self.allocate(count)
  }

  deinit { base.deallocate() }

  /// Makes room for `count` bytes. Growing loses the contents, and the new ones are zeros.
  public func reserve(_ count: Int) {
    guard count > capacity else { return }
    base.deallocate()
    (base, capacity) = Self.allocate(count + count / 8)
  }

  private static func allocate(_ count: Int) -> (UnsafeMutablePointer<UInt8>, Int) {
    precondition(count >= 0, "a buffer of \(count) bytes")
    let capacity = max(64, (count + 63) / 64 * 64)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
      .bindMemory(to: UInt8.self, capacity: capacity)
    memory.initialize(repeating: 0, count: capacity)
    return (memory, capacity)
  }
}
