import LegibleImages
import LegibleTensors

/// Pictures that show behind text, decoded once.
struct BackgroundCatalogue: Sendable {
  let pictures: [Image]
  let rejections: [String]
  /// All files that were looked at.
  let files: [SourceFile]

  /// Enough for any patch; smaller is no background.
  static let smallestSide = 64
  /// Larger pictures are thinned to this, so that hundreds of them fit in memory.
  static let largestSide = 1600

  init(folders: [String], threads: Int) {
    files = SourceFile.all(under: folders, extensions: [".jpg", ".jpeg", ".png"])
    let paths = files.map(\.path)
    let decoded = Locked<[Result<Image, ImageError>?]>(Array(repeating: nil, count: paths.count))
    parallelFor(pieces: paths.count, threads: threads) { index in
      let result = Result { () throws(ImageError) in Self.thinned(try Image(contentsOf: paths[index])) }
      decoded.withLock { $0[index] = result }
    }
    var pictures: [Image] = []
    var rejections: [String] = []
    for (path, result) in zip(paths, decoded.withLock({ $0 })) {
      switch result {
      case .success(let picture) where min(picture.width, picture.height) >= Self.smallestSide:
        pictures.append(picture)
      case .success: rejections.append("\(path): smaller than \(Self.smallestSide) pixels")
      case .failure(let error): rejections.append("\(error)")
      case nil: break
      }
    }
    self.pictures = pictures
    self.rejections = rejections
  }

  /// Every n-th row and column, where the picture is larger than needed.
  private static func thinned(_ picture: Image) -> Image {
    let step = (max(picture.width, picture.height) + largestSide - 1) / largestSide
    guard step > 1 else { return picture }
    let width = picture.width / step
    let height = picture.height / step
    guard width > 0, height > 0 else { return picture }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height)
    for row in 0..<height {
      for column in 0..<width { pixels.append(picture.pixels[row * step * picture.width + column * step]) }
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}
