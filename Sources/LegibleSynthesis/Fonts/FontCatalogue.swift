import LegibleTensors

/// All vetted fonts.
struct FontCatalogue: Sendable {
  let fonts: [Font]
  let rejections: [FontRejection]
  /// All files that were looked at.
  let files: [SourceFile]
  /// Running sums of the fonts' weights, for drawing.
  private let cumulative: [Float]

  init(folders roots: [String], table: SymbolTable, threads: Int) throws(SynthesisError) {
    files = SourceFile.all(under: roots, extensions: [".ttf", ".otf", ".ttc", ".pfb"])
    let paths = files.map(\.path)
    // Opening a library for each piece costs little beside the fonts of the piece.
    let piece = 16
    let pieces = (paths.count + piece - 1) / piece
    let results = Locked<[[Result<(font: Font, portrait: FontPortrait), FontRejection>]]>(
      Array(repeating: [], count: pieces))
    let failure = Locked<SynthesisError?>(nil)
    parallelFor(pieces: pieces, threads: threads) { index in
      do throws(SynthesisError) {
        let vetting = FontVetting(table: table, library: try FontLibrary())
        let vetted = paths[(index * piece)..<min(paths.count, (index + 1) * piece)].map { path in
          Result { () throws(FontRejection) in try vetting.vet(path) }
        }
        results.withLock { $0[index] = vetted }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    var fonts: [Font] = []
    var portraits: [FontPortrait] = []
    var rejections: [FontRejection] = []
    for result in results.withLock({ $0 }).joined() {
      switch result {
      case .success(let vetted):
        fonts.append(vetted.font)
        portraits.append(vetted.portrait)
      case .failure(let rejection): rejections.append(rejection)
      }
    }
    guard !fonts.isEmpty else { throw .noFonts(folders: roots, rejected: rejections.count) }
    self.fonts = fonts
    self.rejections = rejections

    // A family of thirty weights says little more than one of three, and a folder of hundreds of oddities
    // should not be what most crops are made of: either weighs the square root of its size.
    var families: [String: Float] = [:]
    var folders: [Substring: Float] = [:]
    for font in fonts {
      families[font.family, default: 0] += 1
      folders[font.folder, default: 0] += 1
    }
    let crowding = fonts.map { font in
      1 / max(families[font.family] ?? 1, folders[font.folder] ?? 1).squareRoot()
    }
    // Most of what is printed is set in fonts much like each other: the most ordinary weigh eight times the
    // oddest.
    var sum: Float = 0
    cumulative = zip(crowding, FontPortrait.ranks(portraits, weights: crowding)).map { weight, rank in
      sum += weight * (0.2 + 1.4 * rank)
      return sum
    }
  }

  func draw(using random: inout RandomSource) -> Font {
    let target = random.uniform() * (cumulative.last ?? 0)
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] <= target { low = middle + 1 } else { high = middle }
    }
    return fonts[low]
  }
}
