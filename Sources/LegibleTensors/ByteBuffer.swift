/// Memory of bytes, 64-byte aligned, that grows and never shrinks; see `FloatBuffer`.
package final class ByteBuffer: @unchecked Sendable {
  // Unchecked: a plain piece of memory. Whoever shares one between threads gives each its own part.
  private var memory: AlignedMemory

  /// - Parameter count: bytes to have room for; they start as zeros.
  package init(count: Int = 0) { memory = AlignedMemory(bytes: count) }

  deinit { memory.release() }

  /// The first byte, 64-byte aligned.
  package var base: UnsafeMutablePointer<UInt8> { memory.base.assumingMemoryBound(to: UInt8.self) }

  /// Bytes that fit without growing.
  package var capacity: Int { memory.bytes }

  /// Makes room for `count` bytes. Growing loses the contents, and the new ones are zeros.
  package func reserve(_ count: Int) { memory.reserve(count) }
}
