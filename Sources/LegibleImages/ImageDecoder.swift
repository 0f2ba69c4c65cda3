import LegibleFiles

/// Decodes image files one after the other, in memory that it uses again. One thread uses one.
///
/// Its own memory is what is kept, up to some megabytes, so that one huge picture among a thousand words costs
/// its memory once; libpng and libjpeg ask for theirs with every file.
package final class ImageDecoder {
  /// The bytes of the last file.
  private var file: [UInt8] = []
  /// Those of the last picture, unless somebody still has it: then the next one gets memory of its own.
  var pixels: [UInt8] = []
  /// One row as the format's library writes it, and the transparency of the picture.
  var row: [UInt8] = []
  var alpha: [UInt8] = []
  /// The samples of a picture whose 16 bits are needed.
  var levels: [UInt16] = []
  /// The library's words.
  var message = [CChar](repeating: 0, count: 256)

  /// Memory of each of these that is kept for the next picture; more is for that of an unusual one alone.
  private static let keptBytes = 4 << 20

  package init() {}

  /// Decodes a file as `Image(contentsOf:limits:)` does.
  /// - Returns: The picture, in this object's memory: let go of it before the next, and nothing is allocated.
  /// - Throws: `ImageError`.
  package func decode(
    contentsOf path: String, limits: ImageLimits = .default
  ) throws(ImageError) -> Image {
    defer { if file.capacity > Self.keptBytes { file = [] } }
    do throws(FileError) {
      try file.read(contentsOf: path, limit: limits.fileBytes)
    } catch {
      throw ImageError(error)
    }
    return try file.withUnsafeBufferPointer { bytes throws(ImageError) in
      try decode(UnsafeRawBufferPointer(bytes), name: path, limits: limits)
    }
  }

  /// Decodes a file in memory as `Image(decoding:name:limits:)` does.
  /// - Throws: `ImageError`.
  package func decode(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits = .default
  ) throws(ImageError) -> Image {
    defer { trim() }
    guard !bytes.isEmpty else { throw ImageError(file: name, fact: .empty) }
    guard bytes.count <= limits.fileBytes else {
      throw ImageError(file: name, fact: .fileTooLarge(bytes: bytes.count, limit: limits.fileBytes))
    }
    switch Signature(of: bytes) {
    case .png: return try decodePNG(bytes, name: name, limits: limits)
    case .jpeg: return try decodeJPEG(bytes, name: name, limits: limits)
    case .applePNG: throw ImageError(file: name, fact: .applePNG)
    case .other(let kind): throw ImageError(file: name, fact: .unknownFormat(kind))
    }
  }

  /// Lets go of what only an unusually large picture needs. The picture itself has its pixels from now on for
  /// itself alone. Every decoding ends with this.
  package func trim() {
    if pixels.capacity > Self.keptBytes { pixels = [] }
    if alpha.capacity > Self.keptBytes { alpha = [] }
    if row.capacity > Self.keptBytes { row = [] }
    levels = []
  }
}

extension [UInt8] {
  /// Makes it so many zeros, in the memory that it has where nobody shares it.
  mutating func fill(_ count: Int, with value: UInt8 = 0) {
    removeAll(keepingCapacity: true)
    append(contentsOf: repeatElement(value, count: count))
  }
}
