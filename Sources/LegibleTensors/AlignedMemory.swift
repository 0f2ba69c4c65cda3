import LegibleSystem

/// The memory of a buffer: 64-byte aligned, zeros at first. Whoever holds it frees it.
struct AlignedMemory {
  private(set) var base: UnsafeMutableRawPointer
  /// Size, a multiple of 64 where it is this memory's own.
  private(set) var bytes: Int
  private let owner: Owner

  private enum Owner {
    /// This one, a block of the C library.
    case block(UnsafeMutableRawPointer)
    /// This one, mapped memory.
    case mapping(UnsafeMutableRawPointer, bytes: Int)
    /// An object, which lives as long as this.
    case other(AnyObject)
  }

  private static let alignment = 64

  /// - Parameter bytes: to have room for.
  init(bytes: Int) {
    precondition(bytes >= 0, "a buffer of \(bytes) bytes")
    self.bytes = max(1, (bytes + Self.alignment - 1) / Self.alignment) * Self.alignment
    #if os(Linux) || os(Android)
      if self.bytes >= Self.largePage / 2, let (base, start, mapped) = Self.mapLargePages(self.bytes) {
        self.base = base
        owner = .mapping(start, bytes: mapped)
        return
      }
    #endif
    // calloc knows which memory the system has just cleared, so that large buffers cost nothing until they
    // are used.
    guard let block = calloc(1, self.bytes + Self.alignment) else {
      fatalError("no memory for \(self.bytes) bytes")
    }
    base = block.alignedUp(toMultipleOf: Self.alignment)
    owner = .block(block)
  }

  /// Memory that belongs to an object, such as a file that was read.
  /// - Returns: nil where `base` is not 64-byte aligned.
  init?(sharing base: UnsafeMutableRawPointer, bytes: Int, owner: AnyObject) {
    guard UInt(bitPattern: base) % UInt(Self.alignment) == 0 else { return nil }
    self.base = base
    self.bytes = bytes
    self.owner = .other(owner)
  }

  /// Makes room for `count` bytes. Growing loses the contents, and the new ones are zeros.
  mutating func reserve(_ count: Int) {
    guard count > bytes else { return }
    release()
    // An eighth more than asked: batches of nearly one size settle soon.
    self = AlignedMemory(bytes: count + count / 8)
  }

  func release() {
    switch owner {
    case .block(let block): free(block)
    case .mapping(let start, let bytes): munmap(start, bytes)
    case .other: break
    }
  }

  #if os(Linux) || os(Android)
    private static let largePage = 2 << 20

    /// Memory in pages of 2 MB where the system has them: weights of tens of megabytes are read from end to
    /// end, and with pages of 4 KB every fraction of a microsecond of it would wait for the page table.
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
