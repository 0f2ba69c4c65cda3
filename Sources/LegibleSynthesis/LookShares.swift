/// How often each kind of look occurs among the crops that are not plain, each a probability of 0...1. How
/// far a look goes is drawn in `CropStyle`; a look with probability 0 does not occur.
public struct LookShares: Codable, Equatable, Sendable {
  // How the text lies in the picture.

  /// The text is turned, by 3.4 degrees (standard deviation).
  public var turns: Float = 0.6
  /// The text is turned by 9 degrees (standard deviation), instead or on top.
  public var strongTurns: Float = 0.15
  /// The baseline is an arc, of up to 120 degrees.
  public var arcs: Float = 0.18
  /// The text runs around a round sign: an arc of 60 to 150 degrees, anywhere on the circle's upper or lower
  /// half.
  public var roundSigns: Float = 0.03
  /// The baseline is a wave.
  public var waves: Float = 0.02
  /// The text is seen from the side, from below or from above.
  public var perspective: Float = 0.55
  /// Letters lean, more than in their font.
  public var slants: Float = 0.3

  // How the crop is cut.

  /// Any side may cut through the outermost strokes.
  public var tightCuts: Float = 0.22
  /// Every side has its own margin of up to the height of the text.
  public var carelessMargins: Float = 0.12
  /// Bits of the words to the left and right show.
  public var wordsBeside: Float = 0.2
  /// Bits of the lines above and below show.
  public var linesBeside: Float = 0.22

  // What the letters look like.

  /// A line around the letters, of a luma of its own; at times two.
  public var outlines: Float = 0.1
  /// The line around the letters alone.
  public var hollows: Float = 0.02
  /// A line along the middle of the strokes.
  public var inlines: Float = 0.015
  /// The letters cast a shadow.
  public var shadows: Float = 0.12
  /// The letters are solid blocks, seen from the side.
  public var blocks: Float = 0.06
  /// The letters' edges are bright on one side and dark on the other, as of letters cut or cast.
  public var reliefs: Float = 0.05
  /// The letters are mirrored below themselves, fading, as if they stood on glass.
  public var reflections: Float = 0.015
  /// The letters are brighter above than below, or at one end than at the other.
  public var inkGradients: Float = 0.15
  /// The letters have a texture.
  public var inkTextures: Float = 0.1
  /// The ink or paint is worn off in places.
  public var wornInks: Float = 0.05
  /// The letters are made of dots, as of lamps.
  public var dots: Float = 0.015
  /// The letters are made of square tiles.
  public var tiles: Float = 0.015
  /// The letters are made of stripes.
  public var stripes: Float = 0.008
  /// Single letters are higher, lower, larger or smaller than their neighbours.
  public var bounces: Float = 0.05
  /// Words stand up to eight spaces apart, as on forms and in tables: their label has one space.
  public var wideGaps: Float = 0.4
  /// Texts of figures, and of the points and dashes between them, are shown by a display of seven segments; plain
  /// crops too.
  public var displays: Float = 0.15
  /// The letters after the first are small capitals.
  public var smallCapitals: Float = 0.05

  // What is behind and around them.

  /// The text stands on a board, plate or label whose edge may show, or within a frame.
  public var panels: Float = 0.16
  /// Strips of another luma along the edges of the crop.
  public var edges: Float = 0.08
  /// A line under or over the text.
  public var rules: Float = 0.04
  /// A picture or grain is behind the text; plain or a gradient otherwise.
  public var texturedBackdrops: Float = 0.55
  /// A blank crop shows something that is easily taken for text: a face, an underline, the outline of a box, shapes.
  public var figures: Float = 0.5

  // Light and camera.

  /// Text and background differ by 8 to 34 levels.
  public var faintInks: Float = 0.05
  /// One side is better lit than the other.
  public var unevenLights: Float = 0.25
  /// The edge of a shadow runs across the text.
  public var castShadows: Float = 0.06
  /// A bright spot, as of a lamp in a window.
  public var glares: Float = 0.05
  /// Something thin or small stands before the text.
  public var occlusions: Float = 0.04
  /// The middle grays are darker or brighter, the contrast stronger or weaker.
  public var tones: Float = 0.3
  /// The picture is soft.
  public var blurs: Float = 0.6
  /// The lens is out of focus: a blur by a disc.
  public var defocus: Float = 0.06
  /// The camera moved.
  public var motions: Float = 0.06
  /// The picture was taken at a lower resolution and scaled up.
  public var lowResolutions: Float = 0.28
  /// The camera sharpened the picture.
  public var sharpenings: Float = 0.22
  /// The sensor's noise.
  public var noises: Float = 0.6
  /// Every pixel is black or white, as of a scanned or faxed page.
  public var bilevels: Float = 0.025
  /// The picture went through JPEG.
  public var compressions: Float = 0.45

  public init() {}

  public init(from decoder: any Decoder) throws { try self.init(sharesFrom: decoder) }
  public func encode(to encoder: any Encoder) throws { try encodeShares(to: encoder) }

  /// The names of all looks: those of their properties.
  public static var names: [String] { fields.map(\.name) }

  /// Sets the probability of a look, or of all of them.
  ///
  /// - Parameter assignment: `NAME=PROBABILITY`, where `NAME` is one of `names` or `all`.
  /// - Throws: `SynthesisError.notALook`.
  public mutating func set(_ assignment: String) throws(SynthesisError) {
    let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
    let chosen = Self.fields.filter { $0.name == parts.first || parts.first == "all" }
    guard parts.count == 2, let value = Float(parts[1]), Self.range ~= value, !chosen.isEmpty else {
      throw .notALook(assignment)
    }
    for (_, path) in chosen { self[keyPath: path] = value }
  }

  /// No look at all: text as it was set, on an even ground, seen by a perfect camera.
  public static var none: LookShares {
    var shares = LookShares()
    for (_, path) in fields { shares[keyPath: path] = 0 }
    return shares
  }
}

extension LookShares: NamedShares {
  static var range: ClosedRange<Float> { 0...1 }

  static let fields: [(name: String, path: WritableKeyPath<LookShares, Float> & Sendable)] = [
    ("turns", \.turns), ("strongTurns", \.strongTurns), ("arcs", \.arcs), ("roundSigns", \.roundSigns),
    ("waves", \.waves), ("perspective", \.perspective), ("slants", \.slants), ("tightCuts", \.tightCuts),
    ("carelessMargins", \.carelessMargins), ("wordsBeside", \.wordsBeside), ("linesBeside", \.linesBeside),
    ("outlines", \.outlines), ("hollows", \.hollows), ("inlines", \.inlines), ("shadows", \.shadows),
    ("blocks", \.blocks), ("reliefs", \.reliefs), ("reflections", \.reflections),
    ("inkGradients", \.inkGradients), ("inkTextures", \.inkTextures), ("wornInks", \.wornInks),
    ("dots", \.dots), ("tiles", \.tiles), ("stripes", \.stripes), ("bounces", \.bounces),
    ("wideGaps", \.wideGaps), ("displays", \.displays), ("smallCapitals", \.smallCapitals),
    ("panels", \.panels), ("edges", \.edges), ("rules", \.rules),
    ("texturedBackdrops", \.texturedBackdrops), ("figures", \.figures), ("faintInks", \.faintInks),
    ("unevenLights", \.unevenLights),
    ("castShadows", \.castShadows), ("glares", \.glares), ("occlusions", \.occlusions), ("tones", \.tones),
    ("blurs", \.blurs), ("defocus", \.defocus), ("motions", \.motions), ("lowResolutions", \.lowResolutions),
    ("sharpenings", \.sharpenings), ("noises", \.noises), ("bilevels", \.bilevels),
    ("compressions", \.compressions),
  ]
}
