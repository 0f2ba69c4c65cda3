extension Image {
  /// Decodes a PNG or JPEG file, told apart by its first bytes, upright and as luma.
  ///
  /// Transparent pixels are laid on black or white; see `Luma.swift`. A JPEG's EXIF orientation is applied.
  ///
  /// - Parameters:
  ///   - path: The file's path; errors name it.
  ///   - limits: The largest picture to decode.
  /// - Throws: `ImageError`, for whatever the file is; no file makes this trap, hang or leak.
  public init(contentsOf path: String, limits: ImageLimits = .default) throws(ImageError) {
    self = try withBytes(ofFile: path, limit: limits.fileBytes) { bytes throws(ImageError) in
      try Image(decoding: bytes, name: path, limits: limits)
    }
  }

  /// Decodes a PNG or JPEG file that is in memory; otherwise as `init(contentsOf:limits:)`.
  ///
  /// - Parameters:
  ///   - bytes: The whole file. What follows its end mark is ignored.
  ///   - name: What errors call the file.
  public init(
    decoding bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits = .default
  ) throws(ImageError) {
    guard !bytes.isEmpty else { throw ImageError(file: name, fact: .empty) }
    guard bytes.count <= limits.fileBytes else {
      throw ImageError(file: name, fact: .fileTooLarge(bytes: bytes.count, limit: limits.fileBytes))
    }
    switch Signature(of: bytes) {
    case .png: self = try decodePNG(bytes, name: name, limits: limits)
    case .jpeg: self = try decodeJPEG(bytes, name: name, limits: limits)
    case .other(let kind): throw ImageError(file: name, fact: .unknownFormat(kind: kind))
    }
  }
}

/// What a file is, by its first bytes.
enum Signature: Equatable {
  case png
  case jpeg
  /// With a name, for the message, "a GIF file", where it is a kind that people have.
  case other(String?)

  init(of bytes: UnsafeRawBufferPointer) {
    let start = Array(bytes.prefix(12))
    func has(_ text: String, at offset: Int) -> Bool { start.dropFirst(offset).starts(with: text.utf8) }

    // A file cut within its signature is still of that kind: the decoder then says that it is truncated.
    let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    if start.prefix(8) == pngSignature.prefix(start.count) {
      self = .png
    } else if start.prefix(3) == [0xFF, 0xD8, 0xFF].prefix(start.count) {
      self = .jpeg
    } else if has("GIF8", at: 0) {
      self = .other("a GIF file")
    } else if has("RIFF", at: 0) && has("WEBP", at: 8) {
      self = .other("a WebP file")
    } else if has("II*\0", at: 0) || has("MM\0*", at: 0) {
      self = .other("a TIFF file")
    } else if has("ftypheic", at: 4) || has("ftypmif1", at: 4) {
      self = .other("a HEIC file")
    } else if has("ftypavif", at: 4) {
      self = .other("an AVIF file")
    } else if has("%PDF", at: 0) {
      self = .other("a PDF file")
    } else if has("BM", at: 0) {
      self = .other("a BMP file")
    } else {
      self = .other(nil)
    }
  }
}

/// The words that one of the C shims left in its message buffer.
func words(_ message: [CChar]) -> String {
  String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
