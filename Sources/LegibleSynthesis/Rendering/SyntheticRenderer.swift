import LegibleImages
import LegibleTensors

/// Draws crops from a catalogue. Belongs to one thread.
public final class SyntheticRenderer {
  private let catalogue: Synthesizer
  private let library: FontLibrary
  private let workspace = Workspace()
  private var outlines = CropOutlines()

  init(_ catalogue: Synthesizer) throws {
    self.catalogue = catalogue
    library = try FontLibrary()
  }

  /// Crop `index` of the run with this `seed`: the same bytes whatever was drawn before, by whichever
  /// renderer.
  ///
  /// - Throws: `SynthesisError.nothingToWrite` if the alphabet and the fonts allow none of the kinds of text
  ///   asked for.
  public func crop(seed: UInt64, index: UInt64) throws -> SyntheticCrop {
    var random = RandomSource(seed: seed, stream: index)
    // A draw can fail to be readable (a full stop alone on a busy picture); the next is drawn from the same
    // stream.
    for _ in 0..<100 {
      if let crop = draw(using: &random) { return crop }
    }
    throw SynthesisError.nothingToWrite
  }

  private func draw(using random: inout RandomSource) -> SyntheticCrop? {
    guard let (symbols, font) = drawText(using: &random) else { return nil }
    let text = String(symbols.map { catalogue.table.characters[$0] })
    let style = CropStyle(
      upperCase: !text.contains(where: \.isLowercase), length: symbols.count,
      hasBackgrounds: !catalogue.backgrounds.pictures.isEmpty, options: catalogue.options,
      using: &random)

    guard layOut(symbols, font: font, style: style, using: &random),
      let frame = Frame(outline: outlines.text, style: style, symbols: symbols)
    else { return nil }
    let boxes = style.isBlank ? [] : characterBoxes(text, frame: frame)
    if style.isBlank { outlines.text.removeText() }
    outlines.apply { frame.toPixels(&$0) }

    workspace.reserve(frame.width * frame.height)
    let painter = Painter(
      style: style, frame: frame, workspace: workspace, library: library,
      backgrounds: catalogue.backgrounds)
    guard painter.paint(&outlines, using: &random), let image = painter.photograph(using: &random) else {
      return nil
    }
    return SyntheticCrop(image: image, text: style.isBlank ? "" : text, boxes: boxes)
  }

  /// A text and a font that holds all of its characters; a font of capitals turns the text to capitals. Figures
  /// may be shown by a display.
  private func drawText(using random: inout RandomSource) -> ([Int], Font)? {
    for _ in 0..<8 {
      guard let symbols = catalogue.text.draw(using: &random) else { return nil }
      if let display = catalogue.displays.first, display.covers(symbols),
        random.chance(catalogue.options.looks.displays)
      {
        return (symbols, random.pick(catalogue.displays))
      }
      var capitals: [Int]?
      for _ in 0..<6 {
        let font = catalogue.fonts.draw(using: &random)
        if font.covers(symbols) { return (symbols, font) }
        if font.capitalsOnly {
          let upper = capitals ?? catalogue.table.upperCased(symbols)
          capitals = upper
          if font.covers(upper) { return (upper, font) }
        }
      }
    }
    return nil
  }

  /// Fills `outlines` with the text, its neighbours and its panel, distorted.
  private func layOut(_ symbols: [Int], font: Font, style: CropStyle, using random: inout RandomSource)
    -> Bool
  {
    outlines.apply { $0.removeAll() }
    var placements: [Placement] = []
    for (position, symbol) in symbols.enumerated() {
      var placement = Placement(scale: position > 0 ? style.smallCapitals : 1)
      if style.bounce > 0 {
        placement.rise = random.uniform(in: -style.bounce...style.bounce)
        placement.scale *= 1 + 0.6 * style.bounce * random.normal()
      }
      if symbol == catalogue.table[" "] { placement.gap = random.uniform(in: style.wordGap) }
      placements.append(placement)
    }
    guard
      let width = outlines.text.set(
        symbols, font: font, setting: style.setting, from: (0, 0), isText: true,
        placement: { placements[$0] }),
      width > 0, outlines.text.textPoints > 0
    else { return false }
    if let rule = style.rule {
      outlines.text.addBar(left: -0.05, right: width + 0.05, center: rule.position, thickness: rule.thickness)
    }
    addNeighbours(width: width, font: font, style: style, using: &random)
    style.panel?.addShapes(to: &outlines, width: width)
    outlines.apply { style.distortion.apply(to: &$0, width: width, center: (width / 2, 0.5)) }
    return true
  }

  private func addNeighbours(width: Float, font: Font, style: CropStyle, using random: inout RandomSource) {
    let neighbours = style.neighbours
    func set(at origin: (Float) -> (x: Float, y: Float)) {
      guard let word = catalogue.text.neighbour(using: &random), font.covers(word) else { return }
      let length = neighbours.scale * font.width(of: word, setting: style.setting)
      _ = outlines.text.set(
        word, font: font, setting: style.setting, from: origin(length), isText: false,
        placement: { _ in Placement(scale: neighbours.scale) })
    }
    if neighbours.left { set { (-neighbours.space - $0, 0) } }
    if neighbours.right { set { _ in (width + neighbours.space, 0) } }
    let shift = random.uniform(in: -0.7...0.7)
    if neighbours.above { set { (width / 2 - $0 / 2 + shift * width, neighbours.leading.above) } }
    if neighbours.below { set { (width / 2 - $0 / 2 - shift * width, -neighbours.leading.below) } }
  }

  private func characterBoxes(_ text: String, frame: Frame) -> [CharacterBox] {
    var boxes: [CharacterBox] = []
    for (placed, character) in zip(outlines.text.placed, text) {
      let box = outlines.text.extent(of: placed.points)
      boxes.append(
        CharacterBox(
          character: character, x: (box.left - frame.left) * frame.scaleX,
          y: (frame.top - box.top) * frame.scaleY,
          width: box.width * frame.scaleX, height: box.height * frame.scaleY))
    }
    // A space has no ink: it stands between its neighbours.
    for index in boxes.indices
    where outlines.text.placed[index].points.isEmpty && index > 0 && index + 1 < boxes.count {
      let before = boxes[index - 1]
      let after = boxes[index + 1]
      let left = before.x + before.width
      boxes[index].x = left
      boxes[index].width = max(0, after.x - left)
      boxes[index].y = min(before.y, after.y)
      boxes[index].height = max(before.y + before.height, after.y + after.height) - boxes[index].y
    }
    return boxes
  }
}
