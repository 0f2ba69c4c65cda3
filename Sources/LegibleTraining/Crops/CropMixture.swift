/// How labelled and synthetic crops take turns: evenly, so that every stretch of a run has its share of each,
/// and which one comes at an index is known without counting. In whole numbers, so that no rounding makes two
/// crops of one.
struct CropMixture {
  /// Share of labelled crops, in units of `1 / unit`.
  private let labelled: UInt64

  private static let unitBits: UInt64 = 53
  private static let unit = 1 << unitBits

  /// - Parameter syntheticShare: `0...1`.
  init(syntheticShare: Float) {
    precondition(0...1 ~= syntheticShare, "a share of synthetic crops of \(syntheticShare)")
    labelled = UInt64((1 - Double(syntheticShare)) * Double(Self.unit))
  }

  /// Labelled crops among the first `count` of a run.
  private func labelledCrops(before count: UInt64) -> UInt64 {
    UInt64((UInt128(count) * UInt128(labelled)) >> UInt128(Self.unitBits))
  }

  /// Which labelled crop of the run stands at an index, from 0; nil where a synthetic one stands.
  func labelledCrop(at index: UInt64) -> UInt64? {
    let before = labelledCrops(before: index)
    return labelledCrops(before: index + 1) > before ? before : nil
  }

  /// The fewest crops of which `count` are labelled; nil where none ever is.
  func crops(withLabelled count: Int) -> Int? {
    guard labelled > 0 else { return nil }
    let crops = ((UInt128(count) << UInt128(Self.unitBits)) + UInt128(labelled - 1)) / UInt128(labelled)
    return Int(clamping: crops)
  }
}
