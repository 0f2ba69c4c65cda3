import LegibleImages
import LegibleSynthesis
import Testing

/// What single looks do, seen alone: all others are off.
@Suite struct LookTests {
  private func options(_ looks: String...) throws -> SynthesisOptions {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.looks = .none
    for look in looks { try options.looks.set(look + "=1") }
    options.plainShare = 0
    options.blankShare = 0
    return options
  }

  private func crops(_ options: SynthesisOptions, count: Int = 200) throws -> [SyntheticCrop] {
    let renderer = try Synthesizer(options).makeRenderer()
    return try (0..<count).map { try renderer.crop(seed: 21, index: UInt64($0)) }
  }

  /// Crops without text: what is left is the look's own doing, on an even ground.
  private func blanks(_ look: String) throws -> [SyntheticCrop] {
    var options = try options(look)
    options.blankShare = 1
    return try crops(options, count: 100)
  }

  @Test(arguments: LookShares.names)
  func everyLookAloneGivesCropsThatCanBeRead(look: String) throws {
    for crop in try crops(try options(look), count: 60) {
      let pixels = crop.image.pixels.sorted()
      #expect(!crop.text.isEmpty && crop.boxes.map(\.character) == Array(crop.text))
      #expect(pixels[pixels.count * 99 / 100] > pixels[pixels.count / 100] + 2, "\(look): \(crop.text)")
    }
  }

  @Test func allLooksAtOnceGiveTheSameCropsAgain() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    try options.looks.set("all=1")
    #expect(try crops(options, count: 60) == crops(options, count: 60))
  }

  /// On an even ground, what differs from it is ink, and every letter's is in its box, however the text is
  /// bent, turned and cut.
  @Test(
    arguments: [
      "turns", "strongTurns", "arcs", "roundSigns", "waves", "perspective", "slants", "bounces",
      "smallCapitals",
      "tightCuts", "carelessMargins",
    ])
  func boxesHoldTheirInk(look: String) throws {
    for crop in try crops(try options(look)) {
      let image = crop.image
      // Strokes may be bolder than the outlines that boxes are made of.
      let growth = 1.5 + 0.06 * Float(image.height)
      var isBoxed = [Bool](repeating: false, count: image.pixels.count)
      for box in crop.boxes {
        let columns =
          max(0, Int(box.x - growth))..<max(0, min(image.width, Int(box.x + box.width + growth) + 1))
        let rows =
          max(0, Int(box.y - growth))..<max(0, min(image.height, Int(box.y + box.height + growth) + 1))
        for row in rows { for column in columns { isBoxed[row * image.width + column] = true } }
      }
      let outside = zip(image.pixels, isBoxed).filter { !$1 }.map { Int($0.0) }
      let ground = outside.isEmpty ? 0 : outside.sorted()[outside.count / 2]
      let stray = outside.count { abs($0 - ground) > 3 }
      #expect(stray == 0, "\(look): \(crop.text): \(stray) pixels of ink outside the boxes")
      guard !outside.isEmpty else { continue }
      for box in crop.boxes where box.character != " " {
        let columns = max(0, Int(box.x))..<max(0, min(image.width, Int(box.x + box.width) + 1))
        let rows = max(0, Int(box.y))..<max(0, min(image.height, Int(box.y + box.height) + 1))
        let holdsInk = rows.contains { row in
          columns.contains { abs(Int(image.pixels[row * image.width + $0]) - ground) > 3 }
        }
        #expect(holdsInk, "\(look): \(crop.text): \(box)")
      }
    }
  }

  @Test func cutsLeaveTwoThirdsOfEveryCharacter() throws {
    var cut = 0
    for crop in try crops(try options("tightCuts")) {
      for box in crop.boxes where box.character != " " {
        let (right, bottom) = (box.x + box.width, box.y + box.height)
        let width = min(right, Float(crop.image.width)) - max(box.x, 0)
        let height = min(bottom, Float(crop.image.height)) - max(box.y, 0)
        // Half a pixel, for the rounding of the crop's width.
        #expect(width + 0.5 >= box.width * 0.66 && height + 0.01 >= box.height * 0.66, "\(crop.text): \(box)")
        if width < box.width - 0.5 || height < box.height - 0.5 { cut += 1 }
      }
    }
    #expect(cut > 50)
  }

  /// Blank crops without a figure are of one level; with one most differ in many pixels, and none has a text.
  @Test func figuresStandInBlankCropsAlone() throws {
    for crop in try blanks("blurs") { #expect(Set(crop.image.pixels).count <= 2) }
    let drawn = try blanks("figures")
    #expect(drawn.allSatisfy { $0.text.isEmpty && $0.boxes.isEmpty })
    let shown = drawn.count { crop in
      let ground = crop.image.pixels.sorted()[crop.image.pixels.count / 2]
      return crop.image.pixels.count { abs(Int($0) - Int(ground)) > 8 } > crop.image.pixels.count / 50
    }
    #expect(shown >= 80)
    // Crops with a text are the same with and without.
    #expect(try crops(try options("figures"), count: 40) == crops(try options(), count: 40))
  }

  @Test func carelessMarginsReachTheHeightOfTheText() throws {
    var shares: [Float] = []
    for crop in try crops(try options("carelessMargins")) {
      let top = crop.boxes.map(\.y).min()!
      let bottom = crop.boxes.map { $0.y + $0.height }.max()!
      let left = crop.boxes.map(\.x).min()!
      let right = crop.boxes.map { $0.x + $0.width }.max()!
      let height = bottom - top
      // Texts much wider or flatter than high have other units.
      guard crop.text.allSatisfy({ $0.isUppercase || $0.isNumber }), crop.text.count < 8 else { continue }
      shares += [top, Float(crop.image.height) - bottom].map { $0 / height }
      #expect(left > -0.2 * height && right < Float(crop.image.width) + 0.2 * height)
    }
    // Bold strokes take some of the margin, or of the ink that it is counted in.
    #expect(shares.allSatisfy { $0 > -0.15 && $0 < 1.2 })
    #expect(shares.count { $0 > 0.7 } > shares.count / 20)
    #expect(shares.count { $0 < 0.25 } > shares.count / 4)
  }

  @Test func turnsAreAsStrongAsTheySay() throws {
    func slopes(_ look: String?) throws -> [Float] {
      var options = try look.map { try self.options($0) } ?? self.options()
      options.alphabet = "0123456789"
      return try crops(options, count: 300).compactMap { crop in
        guard crop.boxes.count >= 4, let first = crop.boxes.first, let last = crop.boxes.last else {
          return nil
        }
        let rise = (first.y + first.height / 2) - (last.y + last.height / 2)
        return rise / (last.x - first.x)
      }
    }
    func deviation(_ values: [Float]) -> Float {
      (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
    }
    // The heights of digits differ a little in fonts with old-style figures, and their middles with them.
    #expect(deviation(try slopes(nil)) < 0.02)
    // 3.4 and 9 degrees.
    #expect((0.045...0.075).contains(deviation(try slopes("turns"))))
    #expect((0.12...0.2).contains(deviation(try slopes("strongTurns"))))
  }

  @Test(arguments: ["wordsBeside", "linesBeside"])
  func bitsOfNeighboursShowOutsideTheBoxes(look: String) throws {
    var count = 0
    for crop in try crops(try options(look)) {
      let image = crop.image
      let ground = Int(image.pixels.sorted()[image.pixels.count / 2])
      let left = crop.boxes.map(\.x).min()! - 2
      let right = crop.boxes.map { $0.x + $0.width }.max()! + 2
      let top = crop.boxes.map(\.y).min()! - 2
      let bottom = crop.boxes.map { $0.y + $0.height }.max()! + 2
      let hasStrayInk = image.pixels.indices.contains { index in
        let (x, y) = (Float(index % image.width), Float(index / image.width))
        let isOutside = x + 1 < left || x > right || y + 1 < top || y > bottom
        return isOutside && abs(Int(image.pixels[index]) - ground) > 8
      }
      if hasStrayInk { count += 1 }
    }
    // Some neighbours are drawn, and end before the crop begins.
    #expect(count > 90)
  }

  @Test func blankCropsHaveTheEmptyLabel() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.blankShare = 1
    for crop in try crops(options) {
      #expect(crop.text.isEmpty && crop.boxes.isEmpty)
      #expect(crop.image.height >= options.height.lowerBound && crop.image.width >= 2)
    }
    options.blankShare = 0.2
    let share = Float(try crops(options, count: 1000).count { $0.text.isEmpty }) / 1000
    // Four standard deviations of a share of 0.2 among 1000.
    #expect((0.15...0.25).contains(share))
    options.blankShare = 0
    #expect(try crops(options).allSatisfy { !$0.text.isEmpty })
  }

  @Test func blankCropsShowNoLettersOfTheTextItself() throws {
    var options = try options()
    options.blankShare = 1
    for crop in try crops(options) {
      #expect(Set(crop.image.pixels).count == 1)
    }
  }

  /// Lenses, movement and files shift light about; where all is even they leave it so.
  @Test(arguments: ["blurs", "defocus", "motions", "sharpenings", "lowResolutions", "compressions", "tones"])
  func anEvenPictureStaysEven(look: String) throws {
    for crop in try blanks(look) {
      let pixels = crop.image.pixels
      // Rounding, in the picture and in JPEG's coefficients.
      #expect(Int(pixels.max()!) - Int(pixels.min()!) <= 1)
    }
  }

  /// Pictures narrower than the filters' reach, and letters smaller than patterns.
  @Test func lensesAndPatternsTakeTheSmallestCrops() throws {
    for look in ["defocus", "motions", "blurs", "sharpenings", "dots", "wornInks", "lowResolutions"] {
      var options = try options(look)
      options.alphabet = "il|!"
      options.height = 8...12
      let narrowest = try crops(options).map(\.image.width).min()!
      #expect(narrowest < 6)
    }
  }

  @Test(arguments: ["blurs", "defocus", "motions"])
  func softPicturesHaveSofterEdges(look: String) throws {
    func steepness(_ crops: [SyntheticCrop]) -> Float {
      let shares = crops.map { crop in
        let pixels = crop.image.pixels
        let steps = zip(pixels, pixels.dropFirst()).map { abs(Int($0) - Int($1)) }.sorted()
        return Float(steps[steps.count * 19 / 20]) / Float(pixels.max()! - pixels.min()!)
      }
      return shares.reduce(0, +) / Float(shares.count)
    }
    #expect(steepness(try crops(options(look))) < 0.9 * steepness(try crops(options())))
  }

  @Test func shadowsDarkenAndGlaresBrightenAPart() throws {
    var contrasts: [Int] = []
    for crop in try blanks("castShadows") {
      let (low, high) = (Int(crop.image.pixels.min()!), Int(crop.image.pixels.max()!))
      // At most six tenths of the light are lost.
      #expect(Float(low) >= 0.4 * Float(high) - 1)
      contrasts.append(high - low)
    }
    #expect(contrasts.count { $0 > 10 } > 25)

    contrasts = []
    for crop in try blanks("glares") {
      contrasts.append(Int(crop.image.pixels.max()!) - Int(crop.image.pixels.min()!))
    }
    #expect(contrasts.count { $0 > 10 } > 50)
  }

  @Test func whatStandsBeforeTheTextIsSmall() throws {
    for crop in try blanks("occlusions") {
      let ground = crop.image.pixels.sorted()[crop.image.pixels.count / 2]
      let covered = crop.image.pixels.count { $0 != ground }
      #expect(covered < crop.image.pixels.count / 2)
    }
    let changed = try blanks("occlusions").count { Set($0.image.pixels).count > 1 }
    #expect(changed > 60)
  }

  @Test func thresholdsLeaveBlackAndWhite() throws {
    for crop in try crops(try options("bilevels")) {
      #expect(Set(crop.image.pixels) == [0, 255])
    }
  }

  @Test func wornInkIsLessInkAndLeavesTheGroundAsItIs() throws {
    func inks(_ look: String?) throws -> Float {
      var options = try look.map { try self.options($0) } ?? self.options()
      options.alphabet = "HOE"
      return try crops(options).reduce(0) { sum, crop in
        let pixels = crop.image.pixels.map(Float.init)
        let (low, high) = (pixels.min()!, pixels.max()!)
        let ground = pixels[0] - low < high - pixels[0] ? low : high
        return sum + pixels.reduce(0) { $0 + abs($1 - ground) } / (high - low) / Float(pixels.count)
      }
    }
    // 5 to 30% of it is worn off.
    #expect((0.7...0.92).contains(try inks("wornInks") / inks(nil)))
  }

  @Test func panelsShowTheirEdges() throws {
    let crops = try blanks("panels")
    #expect(crops.count { Set($0.image.pixels).count > 1 } > 40)
  }

  /// Rows of letters made of parts change between ink and ground more often than rows of solid letters.
  @Test(arguments: ["dots", "tiles", "stripes"])
  func patternsBreakTheLettersUp(look: String) throws {
    func changes(_ look: String?) throws -> Int {
      var options = try look.map { try self.options($0) } ?? self.options()
      options.height = 48...48
      return try crops(options).reduce(0) { sum, crop in
        let image = crop.image
        let middle = (Int(image.pixels.max()!) + Int(image.pixels.min()!)) / 2
        let isBright = image.pixels.map { Int($0) > middle }
        let columns = (0..<image.width).reduce(0) { sum, column in
          sum
            + (1..<image.height).count { row in
              isBright[row * image.width + column] != isBright[(row - 1) * image.width + column]
            }
        }
        return sum + 1000 * columns / image.width
      }
    }
    #expect(Float(try changes(look)) > 1.25 * Float(try changes(nil)))
  }
}
