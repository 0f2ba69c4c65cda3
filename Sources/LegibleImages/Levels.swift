/// Which levels of a picture become the -1 and the 1 of the network's input.
///
/// The network reads letters that are 8 levels darker or lighter than their paper as well as black ones: with the
/// model in `models/`, of drawn words all at 8 levels, 0.91 at 4, 0.05 at 2. And of 15,000 crops from eighteen data
/// sets of photographs and scans none has fewer than 22 levels from its darkest to its lightest pixel. So a
/// picture of 8 levels or more is left alone to the bit, and one below is stretched where it shows letters. Most
/// such pictures are blank paper, whose noise would become a storm.
struct Levels: Equatable {
  /// Black and white, `0...255`.
  var lower = 0
  var upper = 255

  /// A range of levels, highest less lowest, from which on nothing is stretched.
  static let sliver = 8
}

extension Image {
  /// The levels from black to white: all of them, but for letters in a sliver of them.
  ///
  /// - Complexity: O(pixels) at worst; an ordinary picture shows its range in its first rows.
  var inputLevels: Levels {
    var (lower, upper): (UInt8, UInt8) = (255, 0)
    let isSliver = pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<height {
        for level in pixels[(y * width)..<((y + 1) * width)] {
          lower = min(lower, level)
          upper = max(upper, level)
        }
        if upper - lower >= Levels.sliver { return false }
      }
      return true
    }
    guard isSliver, lower < upper else { return Levels() }
    let histogram = LevelHistogram(of: pixels)
    // One level apart, or hardly more, is what rounding makes of paper; but zeros and ones are a mask.
    guard histogram.groups.distance >= 1.3 || (lower, upper) == (0, 1),
      histogram.showsLetters(in: pixels, width: width, height: height)
    else { return Levels() }
    return Levels(lower: Int(lower), upper: Int(upper))
  }

  /// The picture with its `inputLevels` at 0...255, for what changes levels before the network sees them.
  package func withInputLevels() -> Image {
    let levels = inputLevels
    guard levels != Levels() else { return self }
    var image = self
    let range = levels.upper - levels.lower
    image.pixels = pixels.map { UInt8(((Int($0) - levels.lower) * 255 + range / 2) / range) }
    return image
  }
}
