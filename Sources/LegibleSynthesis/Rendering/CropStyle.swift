/// Every decision about one crop's look, drawn before anything is rendered. Lengths are in capital heights
/// unless they say pixels; lumas are 0...255.
struct CropStyle {
  enum Backdrop {
    case plain
    /// Change of luma from edge to edge, and its direction.
    case gradient(slope: Float, dx: Float, dy: Float)
    /// A patch of a picture; contrast relative to the text's.
    case picture(contrast: Float)
    /// Grain of a size in pixels; contrast relative to the text's.
    case grain(size: Float, contrast: Float)
  }

  /// What is painted under the ink.
  enum Decoration {
    /// A line around every stroke, in a luma of its own.
    case outline(width: Float, luma: Float)
    /// A copy, shifted and blurred.
    case shadow(dx: Float, dy: Float, blur: Float, luma: Float, opacity: Float)
    /// Depth: copies from here to the shift. The luma is that of the nearest copy; `fade` is added towards
    /// the farthest.
    case block(dx: Float, dy: Float, luma: Float, fade: Float)
    /// A bright and a dark edge, as of letters cut or cast.
    case relief(shift: Float, strength: Float)
    /// The ink upside down below itself; opacity where it begins.
    case reflection(opacity: Float)
  }

  /// What the strokes are made of.
  enum Strokes {
    case solid
    /// The line around them alone; the background shows through.
    case hollow(width: Float)
    /// Solid, with a line of another luma along the middle that leaves `rim` on both sides.
    case inline(rim: Float, luma: Float)
    case pattern(InkPattern)
  }

  var setting = Setting()
  /// Growth of strokes, capital heights; negative thins them.
  var bolder: Float = 0
  /// Size of small capitals after the first letter, 1 for none.
  var smallCapitals: Float = 1
  /// Widths of the spaces between words, relative to the font's: each is drawn from here.
  var wordGap: ClosedRange<Float> = 1...1
  /// Largest vertical shift and change of size of single characters.
  var bounce: Float = 0
  var distortion = Distortion()
  /// Space left between the text's ink and the crop's edges, in heights of the ink; negative cuts into it.
  var margins: (left: Float, right: Float, top: Float, bottom: Float) = (0, 0, 0, 0)
  var neighbours = Neighbours()
  /// The text itself is left out: what remains has the empty label.
  var isBlank = false
  /// Height of the crop, pixels; where its letters would be too small, up to `tallest`.
  var height = 32
  var tallest = 32

  var backdrop = Backdrop.plain
  var backdropLuma: Float = 255
  /// The board or frame that the text stands on or within.
  var panel: Panel?
  var inkLuma: Float = 0
  var inkOpacity: Float = 1
  /// Change of the ink's luma from edge to edge, and its direction.
  var inkSlope: (change: Float, dx: Float, dy: Float) = (0, 0, 1)
  /// Contrast of a picture or grain within the ink, relative to the text's; 0 for none.
  var inkTexture: Float = 0
  /// Share of the ink that is worn off, and the size of the holes in pixels.
  var wear: (share: Float, size: Float) = (0, 1)
  var strokes = Strokes.solid
  /// Painted in this order, before the ink.
  var decorations: [Decoration] = []
  /// Strips of another luma along the crop's edges (left, right, top, bottom), as of the board a text stands
  /// on; thickness in crop heights, 0 for none.
  var edges: (left: Float, right: Float, top: Float, bottom: Float) = (0, 0, 0, 0)
  var edgeLuma: Float = 0
  /// A bar under (or over) the text: centre, thickness.
  var rule: (position: Float, thickness: Float)?

  /// What stands before the text, nearest last.
  var obstacles: [Obstacle] = []
  /// Depth of a light gradient, 0 none, and its direction.
  var light: (depth: Float, dx: Float, dy: Float) = (0, 0, 0)
  var castShadow: CastShadow?
  var glare: Glare?

  /// Standard deviation in pixels.
  var blur: Float = 0
  /// Radius of the disc that a point becomes out of focus, pixels.
  var defocus: Float = 0
  /// Length of the camera's movement in pixels, and its direction in radians.
  var motion: (length: Float, angle: Float) = (0, 0)
  /// Amount of sharpening after the blur.
  var sharpening: Float = 0
  /// The picture is taken at this share of the crop's size and scaled up.
  var resolution: Float = 1
  /// Scaled up by repeating pixels instead of going smoothly from one to the next.
  var isBlocky = false
  /// Standard deviation, lumas.
  var noise: Float = 0
  /// Lumas become black or white, whichever side they are of this between the ink's (0) and the ground's (1).
  var threshold: Float?
  /// 0...100, or nil for none.
  var jpegQuality: Int?
  /// Lumas are stretched about the middle by this, and clip.
  var exposure: (gain: Float, offset: Float) = (1, 0)
  /// Exponent of the tone curve over 0...1; above 1 darkens the middle grays.
  var gamma: Float = 1

  /// Levels between text and background, before light and camera.
  var contrast: Float { abs(inkLuma - backdropLuma) }

  /// What is seen of the text is the line around it.
  var inksOutline: Bool {
    if case .hollow = strokes { return true }
    return false
  }

  /// What else stands near the text and may reach into the crop.
  struct Neighbours {
    var left = false
    var right = false
    var above = false
    var below = false
    /// Size of their letters, relative to the text's.
    var scale: Float = 1
    /// From the text's baseline to the one above, and from the one below to the text's.
    var leading: (above: Float, below: Float) = (1.5, 1.5)
    /// Distance to words beside.
    var space: Float = 0.35

    var areThere: Bool { left || right || above || below }
  }
}
