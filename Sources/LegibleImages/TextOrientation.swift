/// How a text lies in its picture, in quarter turns. The raw values are the names that a classifier has for them.
public enum TextOrientation: String, Hashable, Sendable, CaseIterable, Codable {
  /// It runs from left to right.
  case upright
  /// Turned by a quarter clockwise: it runs downwards, the tops of its letters to the right.
  case clockwise
  case upsideDown = "upside-down"
  /// Turned by a quarter counter-clockwise: it runs upwards, the tops of its letters to the left.
  case counterclockwise

  /// By how much it is turned, clockwise: 0, 90, 180 or 270.
  public var degrees: Int { quarters * 90 }

  /// True where it runs up or down.
  public var isVertical: Bool { self == .clockwise || self == .counterclockwise }

  /// What turns it back.
  public var inverse: TextOrientation { Self.allCases[(4 - quarters) % 4] }

  /// How it lies after the picture has been turned as well.
  public func turned(by other: TextOrientation) -> TextOrientation {
    Self.allCases[(quarters + other.quarters) % 4]
  }

  private var quarters: Int { Self.allCases.firstIndex(of: self)! }
}

extension Image {
  /// The picture turned so that an upright text in it would lie like this.
  public func turned(to orientation: TextOrientation) -> Image {
    var turned =
      switch orientation {
      case .upright: self
      case .clockwise: upright(from: .rightTop)
      case .upsideDown: upright(from: .bottomRight)
      case .counterclockwise: upright(from: .leftBottom)
      }
    turned.damage = damage
    return turned
  }

  /// The picture, turned by a quarter counter-clockwise where it is higher than wide, and how it lies in the one before:
  /// turned to that, it is as it was.
  package var laidFlat: (image: Image, orientation: TextOrientation) {
    height > width ? (turned(to: .counterclockwise), .clockwise) : (self, .upright)
  }
}
