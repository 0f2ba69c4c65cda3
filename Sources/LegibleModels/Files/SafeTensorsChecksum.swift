/// XXH64 with seed 0 (Collet, "xxHash fast digest algorithm", specification 0.1.1), fed piece by piece.
///
/// Chosen because it reads 8 bytes at a time with plain 64-bit arithmetic, so that verifying costs less than
/// reading the file from memory once more; it guards against accidents, not against forgery.
package struct SafeTensorsChecksum {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
  private static let stripe = 32

  private var lanes = (prime1 &+ prime2, prime2, UInt64(0), 0 &- prime1)
  /// The bytes since the last whole stripe.
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  package init() {}

  /// Feeds more bytes; the digest does not depend on how they are cut into pieces.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let missing = rest.prefix(Self.stripe - pending.count)
      pending.append(contentsOf: missing)
      rest = rest.dropFirst(missing.count)
      guard pending.count == Self.stripe else { return }
      pending.withUnsafeBytes { absorb($0.baseAddress!, stripes: 1) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = UnsafeRawBufferPointer(rebasing: rest)
    let stripes = whole.count / Self.stripe
    if stripes > 0 { absorb(whole.baseAddress!, stripes: stripes) }
    pending.append(contentsOf: whole[(stripes * Self.stripe)...])
  }

  /// The hash of all bytes so far.
  package var digest: UInt64 {
    var hash: UInt64
    if count >= Self.stripe {
      hash = rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        hash = (hash ^ round(0, lane)) &* Self.prime1 &+ Self.prime4
      }
    } else {
      hash = Self.prime5
    }
    hash &+= count
    pending.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        hash ^= round(0, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        hash = rotate(hash, 27) &* Self.prime1 &+ Self.prime4
        offset += 8
      }
      if offset + 4 <= bytes.count {
        let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        hash = rotate(hash ^ UInt64(word) &* Self.prime1, 23) &* Self.prime2 &+ Self.prime3
        offset += 4
      }
      for byte in bytes[offset...] {
        hash = rotate(hash ^ UInt64(byte) &* Self.prime5, 11) &* Self.prime1
      }
    }
    hash = (hash ^ hash >> 33) &* Self.prime2
    hash = (hash ^ hash >> 29) &* Self.prime3
    return hash ^ hash >> 32
  }

  private mutating func absorb(_ start: UnsafeRawPointer, stripes: Int) {
    var (a, b, c, d) = lanes
    var pointer = start
    for _ in 0..<stripes {
      a = round(a, UInt64(littleEndian: pointer.loadUnaligned(as: UInt64.self)))
      b = round(b, UInt64(littleEndian: pointer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
      c = round(c, UInt64(littleEndian: pointer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)))
      d = round(d, UInt64(littleEndian: pointer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)))
      pointer += Self.stripe
    }
    lanes = (a, b, c, d)
  }

  private func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ input &* Self.prime2, 31) &* Self.prime1
  }

  private func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
}

extension SafeTensorsChecksum {
  /// Where a file's checksum stands in its header. The digits count as zeros in the checksum, which covers
  /// the whole file otherwise. The quotes make the place unique: inside a JSON string they would be escaped.
  static let key = "checksum"
  static let prefix = "xxh64:"
  static let digitCount = 16
  static let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: digitCount)

  package static func digits(of digest: UInt64) -> String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: digitCount - digits.utf8.count) + digits
  }

  /// - Returns: Offset of the first digit in `header`; nil where there is no checksum of ours.
  package static func digitsOffset(in header: UnsafeRawBufferPointer) -> Int? {
    let mark = Array("\"\(key)\":\"\(prefix)".utf8)
    guard header.count >= mark.count + digitCount else { return nil }
    for start in 0...(header.count - mark.count - digitCount)
    where header[start] == mark[0] && header[start..<(start + mark.count)].elementsEqual(mark) {
      return start + mark.count
    }
    return nil
  }
}
