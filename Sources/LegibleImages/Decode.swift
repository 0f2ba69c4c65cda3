extension Image {
  /// Decodes a PNG or JPEG file, told apart by its first bytes, upright and as luma.
  ///
  /// Transparent pixels are laid on black or white; see `Luma.swift`. EXIF's orientation is applied. A file that
  /// has all its pixels is read, whatever else it lacks: an end mark, a check sum, what lies around the pixels.
  ///
  /// - Parameters:
  ///   - path: The file's path; errors name it.
  ///   - limits: The largest picture to decode, and whether one that has lost pixels is.
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
  case applePNG
  /// Nothing that is decoded; what it is instead, where that is known.
  case other(FileKind?)

  init(of bytes: UnsafeRawBufferPointer) {
    let png = PNGChunks.signature
    let jpeg: [UInt8] = [0xFF, 0xD8]
    // A file cut within its signature is still of that kind: the decoder then says that it is truncated.
    if png.starts(with: bytes.prefix(png.count)) {
      // The name of the first chunk lies behind the signature and the chunk's length.
      self = bytes.dropFirst(12).starts(with: "CgBI".utf8) ? .applePNG : .png
    } else if jpeg.starts(with: bytes.prefix(jpeg.count)) {
      self = .jpeg
    } else {
      self = .other(FileKind(of: bytes))
    }
  }
}

/// The words that one of the C shims left in its message buffer.
func words(_ message: [CChar]) -> String {
  String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
