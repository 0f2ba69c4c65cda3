/// Something about a crop that makes its text doubtful however certain the network is. The crop was read all
/// the same.
public enum RecognitionRemark: Hashable, Sendable, CustomStringConvertible {
  /// The crop is so long that it was squeezed: in its own proportions it would have taken `columns` columns of
  /// the network's input, and no crop gets more than `limit`.
  case squeezed(columns: Int, limit: Int)
  /// The crop, of so many pixels when upright, is at least twice as high as wide. It is likely to hold a line
  /// that was turned, or letters one below the other, and the network reads from left to right.
  case higherThanWide(width: Int, height: Int)
  /// A text was read, but with less confidence than was asked for (`RecognitionOptions.minimumConfidence`): an empty
  /// text stands in its place.
  case unread(confidence: Float, minimum: Float)
  /// The text was taken to lie like this in its picture, which was turned for reading.
  case turned(TextOrientation)

  /// A sentence with the fact and the way out.
  public var description: String {
    switch self {
    case .squeezed(let columns, let limit):
      "squeezed from \(columns) to \(limit) columns, so characters may be lost; cut it into shorter pieces"
    case .higherThanWide(let width, let height):
      "\(width)x\(height) pixels, at least twice as high as wide; if its text is turned or stacked, turn the picture so "
        + "that it reads from left to right"
    case .unread(let confidence, let minimum):
      "left unread, because its confidence of \(Self.rounded(confidence)) is below \(Self.rounded(minimum)); look at the "
        + "picture"
    case .turned(let orientation):
      "read as text that \(orientation.words); if that is wrong, turn the picture so that it reads from left to right"
    }
  }

  /// To four decimals.
  private static func rounded(_ confidence: Float) -> Float { (confidence * 10_000).rounded() / 10_000 }
}

extension TextOrientation {
  /// How such a text lies, behind "text that".
  fileprivate var words: String {
    switch self {
    case .upright: "is upright"
    case .clockwise: "runs downwards"
    case .upsideDown: "stands upside down"
    case .counterclockwise: "runs upwards"
    }
  }
}
