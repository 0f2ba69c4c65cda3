import LegibleImages

/// A crop made from a font: the picture, what it says, and where every character stands.
public struct SyntheticCrop: Equatable, Sendable {
  public var image: Image
  /// What is seen, in the case that is seen. Characters of the synthesizer's alphabet only.
  public var text: String
  /// One box per character of `text`, in order. Boxes of tilted or tight crops may reach over the image's
  /// edge.
  public var boxes: [CharacterBox]
}

/// Where one character of a crop stands.
public struct CharacterBox: Equatable, Sendable {
  public var character: Character
  /// Left edge of the box in pixels, 0 at the image's left edge.
  public var x: Float
  /// Upper edge in pixels, 0 at the image's top.
  public var y: Float
  /// Pixels.
  public var width: Float
  /// Pixels.
  public var height: Float

  public init(character: Character, x: Float, y: Float, width: Float, height: Float) {
    (self.character, self.x, self.y, self.width, self.height) = (character, x, y, width, height)
  }
}
