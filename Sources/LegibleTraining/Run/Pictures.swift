import LegibleImages
import LegibleModels
import LegibleTensors

/// What a look at the pictures of labelled crops has found. None is kept.
struct Pictures {
  private struct Picture {
    /// Columns of the input strip.
    let width: Int
    /// XXH64 of size and pixels.
    let digest: UInt64
    let look: PictureLook
    /// What the file has lost, where that is allowed.
    let damage: ImageError?
  }

  /// By path: a file may have several labels, but it is one picture.
  private let found: [String: Result<Picture, ImageError>]

  /// Decodes every picture, which is what takes time: in pieces, on all threads.
  init(of items: [LabelledCrop], scaling: CropScaling, limits: ImageLimits, threads: Int) {
    let paths = Array(Set(items.map(\.path)))
    let piece = 64
    var results = [Result<Picture, ImageError>?](repeating: nil, count: paths.count)
    results.withUnsafeMutableBufferPointer { results in
      parallelFor(pieces: (paths.count + piece - 1) / piece, threads: threads) { number in
        for index in number * piece..<min(paths.count, (number + 1) * piece) {
          results[index] = Result { () throws(ImageError) in
            let image = try Image(contentsOf: paths[index], limits: limits)
            return Picture(
              width: scaling.inputCrop(of: image).width, digest: image.digest, look: PictureLook(image),
              damage: image.damage)
          }
        }
      }
    }
    found = Dictionary(
      uniqueKeysWithValues: zip(paths, results).compactMap { path, result in result.map { (path, $0) } })
  }

  /// Columns that a crop gets; nil for one that was not looked at.
  /// - Throws: `ImageError` for one that cannot be read.
  func width(of crop: LabelledCrop) throws(ImageError) -> Int? { try found[crop.path]?.get().width }

  /// What a crop's file has lost and was read without; nil for whole ones.
  func damage(of crop: LabelledCrop) -> ImageError? { (try? found[crop.path]?.get())?.damage }

  /// 0 for a crop that cannot be read.
  func digest(of crop: LabelledCrop) -> UInt64 { (try? found[crop.path]?.get().digest) ?? 0 }

  /// True where two crops may be copies of one picture.
  func looksAlike(_ a: LabelledCrop, _ b: LabelledCrop) -> Bool {
    guard let a = try? found[a.path]?.get(), let b = try? found[b.path]?.get() else { return false }
    return a.look.isLike(b.look)
  }
}

extension DataFingerprint.Part {
  init(_ items: [LabelledCrop], _ pictures: Pictures, name: String) {
    self.init(name: name, crops: items.map { ($0.text, pictures.digest(of: $0)) })
  }
}

extension Image {
  fileprivate var digest: UInt64 {
    var checksum = SafeTensorsChecksum()
    for size in [width, height] { withUnsafeBytes(of: UInt64(size).littleEndian) { checksum.update($0) } }
    pixels.withUnsafeBytes { checksum.update($0) }
    return checksum.digest
  }
}
