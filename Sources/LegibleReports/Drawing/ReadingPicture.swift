import Legible
import LegibleEvaluation
import LegibleImages

/// Crops below each other in one picture, each with what was read of it: a frame around every character in the colour of
/// its confidence, the character above, and the whole text below. Crops are shown with their texts upright.
package struct ReadingPicture {
  /// Crops that one picture takes.
  package static let limit = 200

  private struct Entry {
    let image: Image
    let read: RecognizedText
    let name: String
    /// By which the crop is enlarged, or made smaller.
    let scale: Double
  }

  private var entries: [Entry] = []

  package init() {}

  /// Crops that it shows.
  package var count: Int { entries.count }

  /// The height at which a crop is shown where its width allows it, and the widest one, in pixels.
  private static let (cropHeight, widest) = (96.0, 1600.0)
  private static let margin = 16.0
  /// The height of capitals of the characters above a crop, and of the text below.
  private static let (letterHeight, textHeight) = (14.0, 18.0)
  private static let (above, below) = (letterHeight + 14, textHeight + 46)
  private static let ground: Canvas.Colour = (255, 255, 255)
  private static let ink: Canvas.Colour = (30, 33, 38)
  private static let soft: Canvas.Colour = (95, 102, 115)

  /// Takes up a crop, while there is room.
  /// - Parameters:
  ///   - image: the picture that was read, upright.
  ///   - name: what stands for it, such as its path.
  package mutating func add(_ image: Image, read: RecognizedText, name: String) {
    guard entries.count < Self.limit else { return }
    let orientation = read.orientation.inverse
    let image = image.turned(to: orientation)
    var read = read
    for index in read.candidates[0].characters.indices {
      let box = read.characters[index].box
      read.candidates[0].characters[index].box = box.turned(
        to: orientation, imageWidth: read.imageWidth, imageHeight: read.imageHeight)
    }
    let scale = min(Self.cropHeight / Double(image.height), Self.widest / Double(image.width))
    let (width, height) = (
      max(1, Int(Double(image.width) * scale)), max(1, Int(Double(image.height) * scale))
    )
    entries.append(
      Entry(image: image.resized(width: width, height: height), read: read, name: name, scale: scale))
  }

  /// From red for a confidence of 0 over ochre to green for 1; dark enough for white paper.
  package static func colour(confidence: Float) -> Canvas.Colour {
    let stops: [Canvas.Colour] = [(190, 30, 30), (190, 120, 0), (20, 130, 60)]
    let place = Double(min(max(confidence, 0), 1)) * 2
    let index = min(1, Int(place))
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Double(from) + (Double(to) - Double(from)) * (place - Double(index))).rounded())
    }
    let (low, high) = (stops[index], stops[index + 1])
    return (mix(low.red, high.red), mix(low.green, high.green), mix(low.blue, high.blue))
  }

  /// The picture of all crops so far; there must be one.
  package func canvas() -> Canvas {
    func width(_ text: String, _ height: Double) -> Double {
      StrokeFont.line(text).width * height / StrokeFont.capitalHeight
    }
    func words(_ entry: Entry) -> String {
      entry.read.text + "   " + format("%.1f%%", 100 * Double(entry.read.confidence))
    }
    let widths = entries.map { entry in
      max(
        Double(entry.image.width), width(words(entry), Self.textHeight),
        width(entry.name, 0.6 * Self.textHeight))
    }
    let height = entries.map { Self.above + Double($0.image.height) + Self.below }.reduce(0, +)
    var canvas = Canvas(
      width: Int(min(widths.max() ?? 0, Self.widest) + 2 * Self.margin),
      height: max(1, Int(height + Self.margin)),
      ground: Self.ground)
    var top = 0.0
    for entry in entries {
      draw(entry, words(entry), top: top + Self.above, on: &canvas)
      top += Self.above + Double(entry.image.height) + Self.below
    }
    return canvas
  }

  private func draw(_ entry: Entry, _ words: String, top: Double, on canvas: inout Canvas) {
    canvas.draw(entry.image, left: Int(Self.margin), top: Int(top))
    for character in entry.read.characters where character.character != " " {
      let box = character.box
      let (left, right) = (
        Self.margin + box.x * entry.scale, Self.margin + (box.x + box.width) * entry.scale
      )
      let colour = Self.colour(confidence: character.confidence)
      // Neighbours' frames stand side by side, not on each other.
      canvas.frame(
        left: left + 1.5, top: top + max(0, box.y * entry.scale) + 1, right: max(left + 2, right - 1.5),
        bottom: top + min(Double(entry.image.height), (box.y + box.height) * entry.scale) - 1, thickness: 2,
        colour)
      let letter = String(character.character)
      let width = StrokeFont.line(letter).width * Self.letterHeight / StrokeFont.capitalHeight
      canvas.write(
        letter, left: (left + right - width) / 2, baseline: top - 8, capitalHeight: Self.letterHeight, colour)
    }
    let bottom = top + Double(entry.image.height)
    let end = canvas.write(
      entry.read.text, left: Self.margin, baseline: bottom + 10 + Self.textHeight,
      capitalHeight: Self.textHeight, Self.ink)
    canvas.write(
      String(words.dropFirst(entry.read.text.count + 3)), left: end + 3 * 5,
      baseline: bottom + 10 + Self.textHeight, capitalHeight: Self.textHeight,
      Self.colour(confidence: entry.read.confidence))
    canvas.write(
      entry.name, left: Self.margin, baseline: bottom + Self.textHeight + 34,
      capitalHeight: 0.6 * Self.textHeight, Self.soft)
  }
}
