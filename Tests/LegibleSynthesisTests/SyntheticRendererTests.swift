import LegibleImages
import LegibleSynthesis
import Testing

@Suite struct SyntheticRendererTests {
  @Test func sameSeedAndIndexGiveTheSameCropWhateverCameBefore() throws {
    let synthesizer = try Synthesizer(SynthesisOptions(fontFolders: [dejaVu]))
    let first = try synthesizer.makeRenderer()
    let second = try Synthesizer(SynthesisOptions(fontFolders: [dejaVu])).makeRenderer()
    let forwards = try (0..<200).map { try first.crop(seed: 7, index: UInt64($0)) }
    let backwards = try (0..<200).reversed().map { try second.crop(seed: 7, index: UInt64($0)) }
    #expect(forwards == backwards.reversed())
    #expect(try first.crop(seed: 8, index: 0) != forwards[0])
    #expect(Set(forwards.map(\.text)).count > 150)
  }

  @Test func cropsKeepToTheOptions() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.height = 20...30
    options.maximumLength = 9
    options.blankShare = 0
    let renderer = try Synthesizer(options).makeRenderer()
    for index in 0..<500 {
      let crop = try renderer.crop(seed: 3, index: UInt64(index))
      #expect((20...30).contains(crop.image.height))
      #expect((1...9).contains(crop.text.count))
      #expect(crop.text.first != " " && crop.text.last != " ")
      #expect(crop.boxes.map(\.character) == Array(crop.text))
      // One column of a strip 32 high is 4 pixels wide; CTC needs one for each character and between equal
      // ones.
      let repeats = zip(crop.text, crop.text.dropFirst()).count { $0 == $1 }
      let columns = Float(crop.image.width * 32) / Float(crop.image.height) / 4
      #expect(columns >= Float(crop.text.count + repeats), "\(crop.text)")
    }
  }

  /// On plain black-on-white crops all ink is inside the boxes, and every box but a space's holds some.
  @Test func boxesLieWhereTheInkIs() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.plainShare = 1
    options.blankShare = 0
    options.lineShare = 0.5
    let renderer = try Synthesizer(options).makeRenderer()
    for index in 0..<300 {
      let crop = try renderer.crop(seed: 11, index: UInt64(index))
      let image = crop.image
      var boxed = [Bool](repeating: false, count: image.pixels.count)
      for box in crop.boxes {
        let columns =
          max(0, Int(box.x.rounded(.down)))..<min(image.width, Int((box.x + box.width).rounded(.up)))
        let rows =
          max(0, Int(box.y.rounded(.down)))..<min(image.height, Int((box.y + box.height).rounded(.up)))
        var ink = 0
        for row in rows {
          for column in columns {
            boxed[row * image.width + column] = true
            ink += 255 - Int(image.pixels[row * image.width + column])
          }
        }
        if box.character != " " { #expect(ink > 40, "\(crop.text): \(box)") }
      }
      let stray = zip(image.pixels, boxed).count { $0 < 250 && !$1 }
      #expect(stray == 0, "\(crop.text): \(stray) pixels of ink outside the boxes")
    }
  }

  @Test func cropsAreNeitherEmptyNorFlat() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.blankShare = 0
    let renderer = try Synthesizer(options).makeRenderer()
    for index in 0..<500 {
      let pixels = try renderer.crop(seed: 5, index: UInt64(index)).image.pixels.sorted()
      // The faintest inks differ from their ground by 8 levels.
      #expect(Int(pixels[pixels.count * 99 / 100]) - Int(pixels[pixels.count / 100]) >= 5)
    }
  }
}
