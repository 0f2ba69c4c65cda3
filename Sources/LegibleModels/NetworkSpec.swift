/// A network written in VGSL, the notation of Tesseract and kraken: the whole recipe from which a model is rebuilt.
///
/// Example: `[1,32,0,1 Cr3,3,64 Mp2,2 S1(1x0)1,3 Lbx160 O1c96]`. The words, and the order in which they may stand,
/// are in this folder's README. A value of this type is always sound: every layer fits the one before it, the limits
/// are kept, and `NetworkSpec(parsing: spec.description) == spec`.
public struct NetworkSpec: Hashable, Sendable, CustomStringConvertible {
  /// Height of the input strip, in pixels. Its width is free; it has one channel.
  public let inputHeight: Int
  /// The layers in the order a crop passes them, the output layer last. A layer's index here is its index in the
  /// names of its parameters.
  public let layers: [Layer]
  /// Shapes between the layers: `shapes[i]` goes into layer `i`, `shapes[i + 1]` comes out of it.
  let shapes: [FeatureShape]

  /// Reads a spec string. White space may stand between the words and after a comma, and may be left out.
  ///
  /// - Throws: `NetworkSpecError`, with the place in the string, what stands there and what should.
  public init(parsing text: String) throws(NetworkSpecError) {
    var parser = NetworkSpecParser(text)
    (inputHeight, layers, shapes) = try parser.parse()
  }

  /// Builds a spec from layers.
  ///
  /// - Parameters:
  ///   - inputHeight: Height of the input strip in pixels.
  ///   - layers: All layers, the output layer last.
  /// - Throws: `NetworkSpecError` as `init(parsing:)` does; the position is the one in the printed spec.
  public init(inputHeight: Int, layers: [Layer]) throws(NetworkSpecError) {
    try self.init(parsing: Self.text(inputHeight: inputHeight, layers: layers))
  }

  /// The canonical string: one space between the words, defaults left out.
  public var description: String { Self.text(inputHeight: inputHeight, layers: layers) }

  /// Symbols of the output, the CTC blank at index 0 included: the alphabet's count plus one.
  public var symbolCount: Int { shapes[layers.count].channels }

  private static func text(inputHeight: Int, layers: [Layer]) -> String {
    "[1,\(inputHeight),0,1" + layers.map { " \($0)" }.joined() + "]"
  }
}

/// Why a string is not a network spec: the place, what was found there, what was expected.
public struct NetworkSpecError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Place in the string, in characters, the first being 1.
  public let position: Int
  /// What stands there, shortened, in words or as quoted text.
  public let found: String
  /// What should stand there, and where it helps the way out.
  public let expected: String

  public var description: String {
    "network spec, position \(position): found \(found), expected \(expected)"
  }
}
