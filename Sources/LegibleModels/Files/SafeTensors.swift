import LegibleFiles
import LegibleLayers
import LegibleTensors

/// A safetensors file, read into memory: named tensors and a map of strings, as PyTorch's users have them.
///
/// Every length, offset, type and shape is checked when the file is opened, and so is the checksum where the
/// file has one; after that, access is free. The memory lives as long as the object, whatever becomes of the
/// file.
package final class SafeTensors: Sendable {
  /// One tensor of a file.
  package struct Tensor: Hashable, Sendable {
    package let name: String
    package let element: Element
    /// Sizes, outermost first; empty for a single number.
    package let shape: [Int]
    /// Bytes from the start of the file.
    let range: Range<Int>
  }

  package let path: String
  /// The `__metadata__` of the file, checksum included.
  package let metadata: [String: String]
  /// All tensors in the order of their data.
  package let tensors: [Tensor]
  /// True where the file has a checksum of ours, which has then been verified.
  package let hasChecksum: Bool

  private let indices: [String: Int]
  private let contents: FileBytes

  /// Longest file that is read: a checkpoint of the largest network, which has four arrays of its size.
  private static let byteLimit =
    4 * SpecLimit.parameters * MemoryLayout<Float>.size + 2 * SafeTensorsHeader.maximumLength

  /// Opens, reads and checks a file. What is no safetensors file is told by its head, before the rest is read.
  ///
  /// - Throws: `ModelFileError`: `.unreadable`, or `.damaged` for everything that is not a whole safetensors
  ///   file.
  package init(contentsOf path: String) throws(ModelFileError) {
    self.path = path
    func damaged(_ fact: String) -> ModelFileError {
      ModelFileError(path: path, kind: .damaged, message: fact)
    }
    let file: InputFile
    do throws(FileError) {
      file = try InputFile(opening: path)
    } catch {
      throw ModelFileError(error, kind: .unreadable)
    }
    let size = file.size
    func read(_ range: Range<Int>) throws(ModelFileError) -> FileBytes {
      do throws(FileError) {
        let bytes = try file.bytes(in: range)
        if bytes.count == range.count { return bytes }
      } catch {
        throw ModelFileError(error, kind: .unreadable)
      }
      throw damaged("cut short while it was read; read it again when nobody writes to it")
    }
    let head = try read(0..<min(size, FileKind.bytesLookedAt))
    let (length, mark) = head.withBytes { head in
      (
        head.count < 8 ? nil : UInt64(littleEndian: head.loadUnaligned(as: UInt64.self)),
        head.dropFirst(8).first
      )
    }
    guard let length, length <= SafeTensorsHeader.maximumLength, mark == nil || mark == UInt8(ascii: "{")
    else {
      throw head.withBytes { ModelFileError(notSafeTensors: $0, path: path) }
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= size else {
      throw damaged("truncated: \(dataStart - size) bytes of the header are missing; get the file again")
    }
    let json = try read(8..<dataStart)
    guard let header = try? json.withBytes({ try SafeTensorsHeader(json: $0) }) else {
      throw damaged("its header is not that of a safetensors file; get the file again")
    }
    metadata = header.metadata

    var tensors: [Tensor] = []
    for (name, entry) in header.entries {
      guard let element = Element(rawValue: entry.dtype) else {
        throw damaged("tensor \(name.quoted) has the unknown type \(entry.dtype.quoted)")
      }
      guard entry.offsets.count == 2, let count = Self.byteCount(element, entry.shape),
        case (let begin, let end) = (entry.offsets[0], entry.offsets[1]), 0 <= begin, begin <= end,
        end - begin == count
      else {
        throw damaged("the shape of tensor \(name.quoted) does not fit its bytes; get the file again")
      }
      guard end <= size - dataStart else {
        throw damaged("truncated: tensor \(name.quoted) is not all there; get the file again")
      }
      tensors.append(
        Tensor(name: name, element: element, shape: entry.shape, range: dataStart + begin..<dataStart + end))
    }
    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name) < (
        $1.range.lowerBound, $1.range.upperBound, $1.name
      )
    }
    // The format has neither overlaps nor holes.
    var end = dataStart
    for tensor in tensors {
      guard tensor.range.lowerBound == end else {
        throw damaged(
          tensor.range.lowerBound < end
            ? "tensor \(tensor.name.quoted) overlaps another"
            : "\(tensor.range.lowerBound - end) bytes before tensor \(tensor.name.quoted) belong to no tensor"
        )
      }
      end = tensor.range.upperBound
    }
    guard end == size else {
      throw damaged("\(size - end) bytes after the last tensor belong to no tensor")
    }
    guard size <= Self.byteLimit else {
      throw damaged("\(size) bytes, more than the limit of \(Self.byteLimit); no model is as large")
    }
    contents = try read(0..<size)
    // Last, because what is above tells more precisely what is wrong.
    hasChecksum = try contents.withBytes { bytes throws(ModelFileError) in
      try Self.verify(header.metadata, headerEnd: dataStart, bytes: bytes, path: path)
    }
    self.tensors = tensors
    indices = Dictionary(zip(tensors.map(\.name), tensors.indices)) { first, _ in first }
  }

  /// The tensor of this name; nil where there is none.
  package subscript(name: String) -> Tensor? { indices[name].map { tensors[$0] } }

  /// Gives `body` the bytes of a tensor of this file, little-endian, where they lie. They are valid only
  /// during the call: a pointer does not keep this object alive, and with it the memory.
  package func withBytes<Result>(of tensor: Tensor, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    precondition(self[tensor.name] == tensor, "tensor '\(tensor.name)' is not of this file")
    return contents.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[tensor.range])) }
  }

  /// Gives `body` the numbers of a float32 tensor, row-major, where they lie, valid only during the call.
  ///
  /// - Parameter shape: The shape that the caller relies on.
  /// - Throws: `ModelFileError` of kind `.unsuitable` where the file has no such tensor of float32 and that
  ///   shape.
  package func withFloats<Result>(
    _ name: String, shape: [Int], _ body: (UnsafeBufferPointer<Float>) -> Result
  ) throws(ModelFileError) -> Result {
    func unsuitable(_ fact: String) -> ModelFileError {
      ModelFileError(path: path, kind: .unsuitable, message: fact)
    }
    guard let tensor = self[name] else { throw unsuitable("there is no tensor \(name.quoted)") }
    guard tensor.element == .float32, tensor.shape == shape else {
      throw unsuitable(
        "tensor \(name.quoted) is \(tensor.element.rawValue) \(tensor.shape), needed is F32 \(shape)")
    }
    // Files of other writers may start their data anywhere.
    let floats = withBytes(of: tensor) { bytes -> Result? in
      guard Int(bitPattern: bytes.baseAddress) % MemoryLayout<Float>.alignment == 0 else { return nil }
      return body(bytes.bindMemory(to: Float.self))
    }
    guard let floats else {
      throw unsuitable(
        "tensor \(name.quoted) is not aligned to 4 bytes; save it again with a current safetensors")
    }
    return floats
  }

  /// The numbers of a float32 tensor, row-major, to be changed by one owner: what was read, where it lies at a
  /// multiple of 64 bytes, else a copy. Writing there does not reach the file.
  ///
  /// - Throws: `ModelFileError`, as `withFloats` does.
  package func floats(_ name: String, shape: [Int]) throws(ModelFileError) -> FloatBuffer {
    try withFloats(name, shape: shape) { floats in
      let base = floats.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
      if let base, let shared = FloatBuffer(sharing: base, count: floats.count, owner: contents) {
        return shared
      }
      let copy = FloatBuffer(count: floats.count)
      if let base { copy.base.update(from: base, count: floats.count) }
      return copy
    }
  }

  /// - Returns: Whether there is a checksum of ours. One that does not match throws.
  private static func verify(
    _ metadata: [String: String], headerEnd: Int, bytes: UnsafeRawBufferPointer, path: String
  ) throws(ModelFileError) -> Bool {
    guard let stored = metadata[SafeTensorsChecksum.key], stored.hasPrefix(SafeTensorsChecksum.prefix) else {
      return false
    }
    var checksum = SafeTensorsChecksum()
    let header = UnsafeRawBufferPointer(rebasing: bytes[..<headerEnd])
    if let offset = SafeTensorsChecksum.digitsOffset(in: header) {
      checksum.update(UnsafeRawBufferPointer(rebasing: bytes[..<offset]))
      SafeTensorsChecksum.zeros.withUnsafeBytes { checksum.update($0) }
      checksum.update(UnsafeRawBufferPointer(rebasing: bytes[(offset + SafeTensorsChecksum.digitCount)...]))
    }
    guard stored == SafeTensorsChecksum.prefix + SafeTensorsChecksum.digits(of: checksum.digest) else {
      throw ModelFileError(
        path: path, kind: .damaged,
        message: "truncated or changed after it was written: its checksum does not match; get the file again")
    }
    return true
  }
}
