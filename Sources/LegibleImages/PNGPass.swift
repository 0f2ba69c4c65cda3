/// The pixels that one pass over a PNG file brings: every `columnStep`th column from `column` on, every
/// `rowStep`th row from `row` on.
struct PNGPass {
  let column, row, columnStep, rowStep: Int

  /// The passes of a picture so wide that bring any pixels.
  static func passes(interlaced: Bool, width: Int) -> [PNGPass] {
    interlaced ? adam7.filter { $0.column < width } : whole
  }

  /// Columns that the pass brings of a picture so wide.
  func columns(of width: Int) -> Int { (width - column + columnStep - 1) / columnStep }

  private static let whole = [PNGPass(column: 0, row: 0, columnStep: 1, rowStep: 1)]

  /// PNG specification, section 8.2.
  private static let adam7 = [
    PNGPass(column: 0, row: 0, columnStep: 8, rowStep: 8),
    PNGPass(column: 4, row: 0, columnStep: 8, rowStep: 8),
    PNGPass(column: 0, row: 4, columnStep: 4, rowStep: 8),
    PNGPass(column: 2, row: 0, columnStep: 4, rowStep: 4),
    PNGPass(column: 0, row: 2, columnStep: 2, rowStep: 4),
    PNGPass(column: 1, row: 0, columnStep: 2, rowStep: 2),
    PNGPass(column: 0, row: 1, columnStep: 1, rowStep: 2),
  ]
}

extension ImageDecoder {
  /// Makes up the pixels that have not come: the level beside them that an earlier pass has brought, or, in the
  /// first pass, the most frequent one, which as a rule is the paper's.
  /// - Parameters:
  ///   - first: The first row of the first of the passes that is lost.
  ///   - passes: That pass and those behind it, all of which are lost.
  func fillLost(
    from first: Int, of passes: ArraySlice<PNGPass>, width: Int, height: Int, transparent: Bool
  ) {
    for (index, pass) in zip(passes.indices, passes) {
      let isFirst = index == 0
      let paper = isFirst ? mostFrequentLevel(of: pass, before: first, width: width) : 0
      let start = index == passes.startIndex ? first : pass.row
      for y in stride(from: start, to: height, by: pass.rowStep) {
        for x in stride(from: pass.column, to: width, by: pass.columnStep) {
          // A pass lies to the right of the ones before it or below them.
          let source = (y - pass.row) * width + x - pass.column
          pixels[y * width + x] = isFirst ? paper : pixels[source]
          if transparent { alpha[y * width + x] = isFirst ? 255 : alpha[source] }
        }
      }
    }
  }

  private func mostFrequentLevel(of pass: PNGPass, before end: Int, width: Int) -> UInt8 {
    var counts = [Int](repeating: 0, count: 256)
    for y in stride(from: pass.row, to: end, by: pass.rowStep) {
      for x in stride(from: pass.column, to: width, by: pass.columnStep) {
        counts[Int(pixels[y * width + x])] += 1
      }
    }
    return UInt8(counts.indices.max { counts[$0] < counts[$1] }!)
  }
}
