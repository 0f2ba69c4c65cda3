#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Float32 memory, 64-byte aligned, that grows and never shrinks: the second batch of a size allocates nothing.
public final class FloatBuffer: @unchecked Sendable {
  // Unchecked: a plain piece of memory. Whoever shares one between threads gives each its own part.

  /// The first float, 64-byte aligned.
  public private(set) var base: UnsafeMutablePointer<Float>
  /// Floats that fit without growing.
  public private(set) var capacity: Int

  /// What the memory belongs to.
  private var owner: Owner

  private enum Owner {
    /// This object, which frees the block.
    case block(UnsafeMutableRawPointer)
    /// This object, which unmaps the memory.
    case mapping(UnsafeMutableRawPointer, bytes: Int)
    /// Another one, which lives as long as this.
    case other(AnyObject)
  }

  private static let alignment = 64

  /// - Parameter count: floats to have room for; they start as zeros.
  public init(count: Int = 0) {
    (base, capacity, owner) = Self.allocate(count)
  }

  /// Memory that belongs to another object, such as a mapped file.
  /// - Returns: nil where `base` is not 64-byte aligned.
  public init?(sharing base: UnsafeMutablePointer<Float>, count: Int, owner: AnyObject) {
    guard UInt(bitPattern: base) % UInt(Self.alignment) == 0 else { return nil }
    self.base = base
    capacity = count
    self.owner = .other(owner)
  }

  deinit { release() }

  /// Makes room for `count` floats. Growing loses the contents, and the new ones are zeros.
  public func reserve(_ count: Int) {
    guard count > capacity else { return }
    release()
    // An eighth more than asked: batches of nearly one size settle soon.
    (base, capacity, owner) = Self.allocate(count + count / 8)
  }

  /// Sets the first `count` floats to zero.
  public func zero(_ count: Int) {
    precondition(count <= capacity, "zeroing \(count) floats of \(capacity)")
    base.update(repeating: 0, count: count)
  }

  private func release() {
    switch owner {
    case .block(let block): free(block)
    case .mapping(let start, let bytes): munmap(start, bytes)
    case .other: break
    }
  }

  private static func allocate(_ count: Int) -> (UnsafeMutablePointer<Float>, Int, Owner) {
    precondition(count >= 0, "a buffer of \(count) floats")
    let capacity = max(16, (count + 15) / 16 * 16)
    let bytes = capacity * MemoryLayout<Float>.stride
    #if canImport(Glibc)
      if bytes >= largePage / 2, let (base, start, mapped) = mapLargePages(bytes) {
        return (base.bindMemory(to: Float.self, capacity: capacity), capacity, .mapping(start, bytes: mapped))
      }
    #endif
    // calloc knows which memory the system has just cleared, so that large buffers cost nothing until they are used.
    guard let block = calloc(1, bytes + alignment) else { fatalError("no memory for \(capacity) floats") }
    let memory = block.alignedUp(toMultipleOf: alignment).bindMemory(to: Float.self, capacity: capacity)
    return (memory, capacity, .block(block))
  }

  #if canImport(Glibc)
    private static let largePage = 2 << 20

    /// Memory in pages of 2 MB where the system has them: weights of tens of megabytes are read from end to end, and with
    /// pages of 4 KB every fraction of a microsecond of it would wait for the page table.
    private static func mapLargePages(
      _ bytes: Int
    ) -> (base: UnsafeMutableRawPointer, start: UnsafeMutableRawPointer, bytes: Int)? {
      let whole = (bytes + largePage - 1) / largePage * largePage
      let mapped = whole + largePage
      guard let start = mmap(nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        start != MAP_FAILED
      else { return nil }
      let base = start.alignedUp(toMultipleOf: largePage)
      madvise(base, whole, MADV_HUGEPAGE)
      return (base, start, mapped)
    }
  #endif
}
