import LegibleFiles

extension SafeTensors {
  /// A tensor to be written: its description and how to come by its bytes.
  package struct Source {
    package let name: String
    package let element: Element
    /// Sizes, outermost first; empty for a single number.
    package let shape: [Int]
    fileprivate let withBytes: (_ body: (UnsafeRawBufferPointer) -> Void) -> Void
    fileprivate let byteCount: Int

    /// A tensor of float32, row-major. The array is shared, not copied.
    package init(_ name: String, shape: [Int], floats: [Float]) {
      self.init(name, .float32, shape, floats.count * MemoryLayout<Float>.size) { body in
        floats.withUnsafeBytes { body($0) }
      }
    }

    /// A tensor of float32, row-major, in memory that stays as it is until it is written.
    package init(_ name: String, shape: [Int], floats: UnsafeBufferPointer<Float>) {
      self.init(name, .float32, shape, floats.count * MemoryLayout<Float>.size) { body in
        body(UnsafeRawBufferPointer(floats))
      }
    }

    /// A tensor of any type as its bytes, little-endian, row-major. The array is shared, not copied.
    package init(_ name: String, _ element: Element, shape: [Int], bytes: [UInt8]) {
      self.init(name, element, shape, bytes.count) { body in bytes.withUnsafeBytes { body($0) } }
    }

    /// A tensor whose bytes are there only while `withBytes` calls its argument, which it does once or in
    /// pieces.
    package init(
      _ name: String, _ element: Element, _ shape: [Int], _ byteCount: Int,
      withBytes: @escaping ((UnsafeRawBufferPointer) -> Void) -> Void
    ) {
      precondition(
        SafeTensors.byteCount(element, shape) == byteCount,
        "tensor '\(name)': \(byteCount) bytes are not shape \(shape) of \(element.rawValue)")
      self.name = name
      self.element = element
      self.shape = shape
      self.byteCount = byteCount
      self.withBytes = withBytes
    }
  }

  /// All tensors of this file, to be written to another one.
  package var sources: [Source] {
    tensors.map { tensor in
      Source(tensor.name, tensor.element, tensor.shape, tensor.range.count) { body in
        self.withBytes(of: tensor, body)
      }
    }
  }

  /// Writes a safetensors file with a checksum in its metadata, in place of the file at `path` if there is
  /// one.
  ///
  /// The new file is written beside it, flushed to the disk and renamed: whenever the process or the machine
  /// dies, `path` holds the old file or the new one, whole. Data starts at a multiple of 64 bytes; larger
  /// elements come before smaller ones, otherwise in the order given, and without holes, as the format
  /// demands.
  ///
  /// - Parameters:
  ///   - sources: The tensors; names are unique.
  ///   - metadata: Any strings. The key `checksum` is ours.
  /// - Throws: `ModelFileError` of kind `.unwritable`; the file at `path` is untouched then and nothing is
  ///   left beside it.
  package static func write(
    _ sources: [Source], metadata: [String: String] = [:], to path: String
  ) throws(ModelFileError) {
    precondition(Set(sources.map(\.name)).count == sources.count, "two tensors have the same name")
    precondition(!sources.contains { $0.name == "__metadata__" }, "a tensor cannot be named __metadata__")
    let sources = [8, 4, 2, 1].flatMap { size in sources.filter { $0.element.size == size } }

    var header = SafeTensorsHeader()
    header.metadata = metadata
    header.metadata[SafeTensorsChecksum.key] =
      SafeTensorsChecksum.prefix + String(decoding: SafeTensorsChecksum.zeros, as: UTF8.self)
    var end = 0
    for source in sources {
      let begin = end
      end += source.byteCount
      header.entries.append(
        (
          source.name,
          .init(dtype: source.element.rawValue, shape: source.shape, offsets: [begin, end])
        ))
    }
    guard var head = try? header.json(), head.count <= SafeTensorsHeader.maximumLength - 64 else {
      throw ModelFileError(
        path: path, kind: .unwritable, message: "names and metadata are too large for a safetensors header")
    }
    head.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (64 - (8 + head.count) % 64) % 64))
    head = withUnsafeBytes(of: UInt64(head.count).littleEndian) { Array($0) } + head
    guard let digitsOffset = head.withUnsafeBytes({ SafeTensorsChecksum.digitsOffset(in: $0) }) else {
      preconditionFailure("the header that was just made has no checksum")
    }

    do throws(FileError) {
      let file = try ReplacementFile(for: path)
      Self.write(head, digitsOffset: digitsOffset, sources, to: file)
      try file.commit()
    } catch {
      throw ModelFileError(error, kind: .unwritable)
    }
  }

  /// Writes the header with its checksum, whose digits are zeros in `head`, and the tensors' bytes.
  private static func write(
    _ head: [UInt8], digitsOffset: Int, _ sources: [Source], to file: ReplacementFile
  ) {
    var checksum = SafeTensorsChecksum()
    func append(_ bytes: UnsafeRawBufferPointer) {
      checksum.update(bytes)
      file.append(bytes)
    }
    head.withUnsafeBytes { append($0) }
    for source in sources {
      var count = 0
      source.withBytes { bytes in
        count += bytes.count
        append(bytes)
      }
      precondition(count == source.byteCount, "tensor '\(source.name)' changed its size")
    }
    Array(SafeTensorsChecksum.digits(of: checksum.digest).utf8)
      .withUnsafeBytes { file.overwrite($0, at: digitsOffset) }
  }
}
