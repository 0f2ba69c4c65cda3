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

  enum Decoration {
    case none
    /// A line around every stroke, in a luma of its own.
    case outline(width: Float, luma: Float)
    /// The line alone; the background shows through.
    case hollow(width: Float)
    /// A copy, shifted and blurred.
    case shadow(dx: Float, dy: Float, blur: Float, luma: Float, opacity: Float)
    /// Depth: copies from here to the shift.
    case block(dx: Float, dy: Float, luma: Float)
    /// A bright and a dark edge, as of letters cut or cast.
    case relief(shift: Float, strength: Float)
  }

  var setting = Setting()
  /// Growth of strokes, capital heights; negative thins them.
  var bolder: Float = 0
  /// Size of small capitals after the first letter, 1 for none.
  var smallCapitals: Float = 1
  /// Largest vertical shift and change of size of single characters.
  var bounce: Float = 0
  var distortion = Distortion()
  /// Space left between the text's ink and the crop's edges, in heights of the ink; negative cuts into it.
  var margins: (left: Float, right: Float, top: Float, bottom: Float) = (0, 0, 0, 0)
  var neighbours = Neighbours()
  /// Height of the crop, pixels.
  var height = 32

  var backdrop = Backdrop.plain
  var backdropLuma: Float = 255
  var inkLuma: Float = 0
  var inkOpacity: Float = 1
  /// Change of the ink's luma from top to bottom.
  var inkSlope: Float = 0
  /// Contrast of a picture or grain within the ink, relative to the text's; 0 for none.
  var inkTexture: Float = 0
  var decoration = Decoration.none
  /// Strips of another luma along the crop's edges (left, right, top, bottom), as of the board a text stands
  /// on; thickness in crop heights, 0 for none.
  var edges: (left: Float, right: Float, top: Float, bottom: Float) = (0, 0, 0, 0)
  var edgeLuma: Float = 0
  /// A bar under (or over) the text: centre, thickness.
  var rule: (position: Float, thickness: Float)?

  /// Depth of a light gradient, 0 none, and its direction.
  var light: (depth: Float, dx: Float, dy: Float) = (0, 0, 0)
  /// Standard deviation in pixels.
  var blur: Float = 0
  /// Pixels; positive along rows, negative along columns.
  var motion: Float = 0
  /// Amount of sharpening after the blur.
  var sharpening: Float = 0
  /// The picture is taken at this share of the crop's size and scaled up.
  var resolution: Float = 1
  /// Standard deviation, lumas.
  var noise: Float = 0
  /// 0...100, or nil for none.
  var jpegQuality: Int?
  /// Lumas are stretched about the middle by this, and clip.
  var exposure: (gain: Float, offset: Float) = (1, 0)

  /// What is seen of the text is the line around it.
  var inksOutline: Bool {
    if case .hollow = decoration { return true }
    return false
  }

  /// What else stands near the text and may reach into the crop.
  struct Neighbours {
    var left = false
    var right = false
    var above = false
    var below = false
    /// Distance between lines, capital heights.
    var leading: Float = 1.5
    /// Distance to words beside, capital heights.
    var space: Float = 0.35
  }
}
