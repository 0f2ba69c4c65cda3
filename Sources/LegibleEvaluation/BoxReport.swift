/// How well the boxes of rightly read characters agree with where the characters stand, from left to right alone. The
/// property names are the names in JSON, and a contract. Fractions of nothing are 0.
public struct BoxReport: Codable, Sendable, Equatable {
  /// Characters whose boxes were compared.
  public var characters: Int
  /// The mean over the characters of what both extents share by what they cover together, 0...1.
  public var meanIntersectionOverUnion: Double
  /// Boxes that share nothing with the character, 0...1.
  public var missed: Double

  public init(characters: Int, meanIntersectionOverUnion: Double, missed: Double) {
    self.characters = characters
    self.meanIntersectionOverUnion = meanIntersectionOverUnion
    self.missed = missed
  }

  /// Takes one character more into the means.
  mutating func add(_ extent: Range<Double>, known: Range<Double>) {
    func length(_ range: Range<Double>) -> Double { range.upperBound - range.lowerBound }
    let shared = length(extent.clamped(to: known))
    let ratio = shared / (length(extent) + length(known) - shared)
    characters += 1
    meanIntersectionOverUnion += (ratio - meanIntersectionOverUnion) / Double(characters)
    missed += ((shared > 0 ? 0 : 1) - missed) / Double(characters)
  }
}
