/// How often each level occurs.
struct LevelHistogram {
  private let variance: Double
  /// The two groups that its levels fall into.
  let groups: Groups

  /// Levels told apart by the threshold that leaves the least variance within the two groups (Otsu 1979, A
  /// threshold selection method from gray-level histograms).
  struct Groups {
    /// From the mean of the lower group to that of the upper one, levels.
    var distance = 0.0
    /// The share of the variance that lies between the groups, `0...1`: Otsu's eta. 0.64 for a normal
    /// distribution, 0.75 for a ramp, 0.88 and more for letters on paper.
    var separability = 0.0
  }

  init(of pixels: [UInt8]) {
    var counts = [Int](repeating: 0, count: 256)
    for level in pixels { counts[Int(level)] += 1 }
    let total = Double(pixels.count)
    let sum = counts.indices.reduce(0.0) { $0 + Double($1) * Double(counts[$1]) }
    let mean = sum / total
    let squares = counts.indices.reduce(0.0) {
      $0 + (Double($1) - mean) * (Double($1) - mean) * Double(counts[$1])
    }
    let variance = squares / total
    var groups = Groups()
    var (below, sumBelow) = (0.0, 0.0)
    for level in counts.indices where counts[level] > 0 {
      below += Double(counts[level])
      sumBelow += Double(level) * Double(counts[level])
      guard below < total else { break }
      let distance = (sum - sumBelow) / (total - below) - sumBelow / below
      let separability = below * (total - below) / (total * total) * distance * distance / variance
      if separability > groups.separability {
        groups = Groups(distance: distance, separability: separability)
      }
    }
    (self.groups, self.variance) = (groups, variance)
  }

  /// Whether the pixels that this is the histogram of lie as those of letters do: in two groups of levels,
  /// whose pixels hang together, and not in the blocks of a JPEG.
  ///
  /// The limits lie between some hundred drawn words, sharp, noisy and out of JPEG, and blank pictures: noise,
  /// scattered and smooth, paper in uneven light, and noise out of JPEG at all qualities.
  func showsLetters(in pixels: [UInt8], width: Int, height: Int) -> Bool {
    guard variance > 0, groups.separability >= 0.82 else { return false }
    let across = NeighbourDifferences(pixels, width: width, height: height, down: false)
    let down = NeighbourDifferences(pixels, width: width, height: height, down: true)
    // Neighbours without any connection differ by twice the variance, squared and on average; those within
    // letters of some pixels' width, and their paper, by much less.
    let isConnected = across.mean + down.mean < 2 * variance
    // A JPEG keeps faint noise as blocks of 8x8 pixels, that differ at every eighth pixel and nowhere else.
    let isBlocks = min(across.largestShareOfEighths, down.largestShareOfEighths) >= 0.35
    return isConnected && !isBlocks
  }
}

/// Squared differences of neighbouring pixels in one direction, by the place of the pair modulo 8.
private struct NeighbourDifferences {
  private var sums = [Int](repeating: 0, count: 8)
  private let pairs: Int

  init(_ pixels: [UInt8], width: Int, height: Int, down: Bool) {
    let (columns, rows, step) = down ? (width, height - 1, width) : (width - 1, height, 1)
    pairs = columns * rows
    for y in 0..<max(rows, 0) {
      for x in 0..<max(columns, 0) {
        let difference = Int(pixels[y * width + x + step]) - Int(pixels[y * width + x])
        sums[(down ? y : x) & 7] += difference * difference
      }
    }
  }

  private var sum: Int { sums.reduce(0, +) }
  var mean: Double { pairs > 0 ? Double(sum) / Double(pairs) : 0 }
  /// The share of the largest of the eight places, 1/8 where all are alike; 0 where there are no differences.
  var largestShareOfEighths: Double { sum > 0 ? Double(sums.max()!) / Double(sum) : 0 }
}
