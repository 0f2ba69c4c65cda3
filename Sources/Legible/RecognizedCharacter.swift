import LegibleImages

/// One character that was read.
public struct RecognizedCharacter: Sendable, Equatable {
  public var character: Character
  /// The largest posterior of the character in its columns, `0...1`.
  public var confidence: Float
  /// Where it stands.
  public var box: Box
  /// What it may be instead, most probable first, as many as were asked for (`RecognitionOptions.alternatives`).
  public var alternatives: [Alternative]

  /// Another character in the place of one.
  public struct Alternative: Sendable, Equatable {
    public var character: Character
    /// Its largest posterior in the columns of the other, `0...1`.
    public var confidence: Float

    public init(character: Character, confidence: Float) {
      self.character = character
      self.confidence = confidence
    }
  }

  /// A rectangle in pixels of the upright image, as high as the text of the crop. The boxes of a text follow each other
  /// from left to right, or as a text that is turned runs (`RecognizedText.orientation`), without gaps, so that a space has what lies between two words. They are worked out from where
  /// the network wrote its symbols and are no outlines: an edge is in error by some tenths of a letter's width.
  public struct Box: Sendable, Equatable {
    public var x, y, width, height: Double

    public init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }

    /// The rectangle after the picture has been turned.
    /// - Parameters:
    ///   - orientation: that an upright text gets.
    ///   - imageWidth, imageHeight: of the picture before.
    package func turned(to orientation: TextOrientation, imageWidth: Int, imageHeight: Int) -> Box {
      let (right, bottom) = (Double(imageWidth) - x - width, Double(imageHeight) - y - height)
      return switch orientation {
      case .upright: self
      case .clockwise: Box(x: bottom, y: x, width: height, height: width)
      case .upsideDown: Box(x: right, y: bottom, width: width, height: height)
      case .counterclockwise: Box(x: y, y: right, width: height, height: width)
      }
    }

    /// The smallest rectangle that holds both.
    public func union(_ other: Box) -> Box {
      let (left, top) = (min(x, other.x), min(y, other.y))
      return Box(
        x: left, y: top, width: max(x + width, other.x + other.width) - left,
        height: max(y + height, other.y + other.height) - top)
    }
  }

  public init(
    character: Character, confidence: Float, box: Box, alternatives: [Alternative] = []
  ) {
    self.character = character
    self.confidence = confidence
    self.box = box
    self.alternatives = alternatives
  }
}
