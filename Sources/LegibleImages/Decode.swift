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
    self = try ImageDecoder().decode(contentsOf: path, limits: limits)
  }

  /// Decodes a PNG or JPEG file that is in memory; otherwise as `init(contentsOf:limits:)`.
  ///
  /// - Parameters:
  ///   - bytes: The whole file. What follows its end mark is ignored.
  ///   - name: What errors call the file.
  public init(
    decoding bytes: [UInt8], name: String = "picture", limits: ImageLimits = .default
  ) throws(ImageError) {
    self = try bytes.withUnsafeBufferPointer { bytes throws(ImageError) in
      try ImageDecoder().decode(UnsafeRawBufferPointer(bytes), name: name, limits: limits)
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
    func has(_ text: String, at offset: Int) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }

    // A file cut within its signature is still of that kind: the decoder then says that it is truncated.
    func isCut(from signature: UInt64, bytes count: Int) -> Bool {
      (0..<min(count, bytes.count)).allSatisfy {
        bytes[$0] == UInt8(truncatingIfNeeded: signature >> (8 * (count - 1 - $0)))
      }
    }
    if isCut(from: 0x8950_4E47_0D0A_1A0A, bytes: 8) {
      self = .png
    } else if isCut(from: 0xFFD8FF, bytes: 3) {
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
