import LegibleKernels

/// Bytes between margins that must stay as they are.
final class GuardedBytes {
  private(set) var memory: [UInt8]
  private let first: Int
  private let count: Int
  private static let margin = 64

  init(count: Int, offset: Int, _ value: (Int) -> UInt8 = { _ in 0xA5 }) {
    first = Self.margin + offset
    self.count = count
    memory = [UInt8](repeating: 0xA5, count: first + count + Self.margin)
    for index in 0..<count { memory[first + index] = value(index) }
  }

  subscript(index: Int) -> UInt8 { memory[first + index] }

  func withPointer<Result>(_ body: (UnsafeMutablePointer<UInt8>) -> Result) -> Result {
    memory.withUnsafeMutableBufferPointer { body($0.baseAddress! + first) }
  }

  /// True if nothing but the elements of `rows` rows has been written.
  func guardsHold(rows: Int, stride: Int, columns: Int) -> Bool {
    memory.indices.allSatisfy { index in
      let place = index - first
      let isElement = place >= 0 && place < rows * stride && place % stride < columns
      return isElement || memory[index] == 0xA5
    }
  }
}

/// - Parameter weights: `[depth, columns]`.
func packedBytes(_ weights: [Int8], depth: Int, columns: Int, packedDepth: Int? = nil) -> [Int8] {
  let packedDepth = packedDepth ?? depth
  var packed = [Int8](
    repeating: 99, count: Int(legible_quantized_packed_size(Int64(packedDepth), Int64(columns))))
  legible_quantized_pack(
    weights, Int64(columns), 1, Int64(depth), Int64(columns), &packed, Int64(packedDepth))
  return packed
}
