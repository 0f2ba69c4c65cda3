import Legible
import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

/// Texts that are turned, with classifiers that say the same of every crop.
@Suite struct OrientationTests {
  /// - Parameter logits: of upright, clockwise, upside-down and counterclockwise, as the crop is shown.
  private func classifier(_ logits: [Float], laysFlat: Bool = false) throws -> ReadingModel {
    let network = Network(try NetworkSpec(parsing: "[1,8,0,1 Mp8,1 S1(1x0)1,3 Lfxs2 O0s4]"))
    network.initialize(seed: 1)
    let (weight, bias) = (network.parameters[network.parameters.count - 2], network.parameters.last!)
    weight.value.base.update(repeating: 0, count: weight.count)
    bias.value.base.update(from: logits, count: 4)
    return ReadingModel(
      Model(
        network: network,
        vocabulary: .classes(try ClassNames(TextOrientation.allCases.map(\.rawValue))),
        crops: CropRule(laysFlat: laysFlat)))
  }

  private func recognizer(_ logits: [Float], effort: RecognitionOptions.Effort = .normal) throws -> Recognizer
  {
    var options = RecognitionOptions()
    options.orientation = try OrientationClassifier(try classifier(logits), path: "classifier")
    options.effort = effort
    return try nonsenseRecognizer(scale: 60).with(options)
  }

  private func picture(width: Int, height: Int, seed: UInt64 = 5) -> Image {
    var random = RandomSource(seed: seed)
    return Image(
      width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(random.uniform() * 255) })
  }

  /// Pictures whose reading is certain only if they are turned so.
  @Test(arguments: TextOrientation.allCases)
  func aCropIsReadAsItsTextLies(orientation: TextOrientation) throws {
    let logits = TextOrientation.allCases.map { $0 == orientation ? 20 : -20 as Float }
    let plain = try nonsenseRecognizer(scale: 60)
    func confidence(_ image: Image, _ orientation: TextOrientation) -> Float {
      plain.recognize(image.turned(to: orientation.inverse)).confidence
    }
    let seed = try #require(
      (1...2000 as ClosedRange<UInt64>).first { seed in
        let image = picture(width: 30, height: 60, seed: seed)
        let sureness = confidence(image, orientation)
        return sureness > 0.3 && (orientation == .upright || sureness > confidence(image, .upright))
      })
    let image = picture(width: 30, height: 60, seed: seed)
    let read = try recognizer(logits).recognize(image)
    let back = image.turned(to: orientation.inverse)
    let upright = plain.recognize(back)
    #expect(read.text == upright.text && !read.text.isEmpty)
    #expect(read.orientation == orientation)
    #expect((read.imageWidth, read.imageHeight) == (30, 60))
    #expect(read.remarks.contains(.turned(orientation)) == (orientation != .upright))
    for (box, before) in zip(read.characters.map(\.box), upright.characters.map(\.box)) {
      // The corners of the box, turned about the middle of the picture.
      let (middleX, middleY) = (Double(back.width) / 2, Double(back.height) / 2)
      let corners = [(before.x, before.y), (before.x + before.width, before.y + before.height)].map { x, y in
        let (dx, dy) = (x - middleX, y - middleY)
        let (turnedX, turnedY) =
          switch orientation {
          case .upright: (dx, dy)
          case .clockwise: (-dy, dx)
          case .upsideDown: (-dx, -dy)
          case .counterclockwise: (dy, -dx)
          }
        return (x: turnedX + 15, y: turnedY + 30)
      }
      #expect(abs(box.x - min(corners[0].x, corners[1].x)) < 1e-9)
      #expect(abs(box.y - min(corners[0].y, corners[1].y)) < 1e-9)
      #expect(abs(box.width - abs(corners[0].x - corners[1].x)) < 1e-9)
      #expect(abs(box.height - abs(corners[0].y - corners[1].y)) < 1e-9)
    }
  }

  @Test(arguments: RecognitionOptions.Effort.allCases)
  func aCropsTextIsTheSameAloneAndAmongOthers(effort: RecognitionOptions.Effort) throws {
    // Several ways to lie, so that most crops are read more than once.
    let recognizer = try recognizer([0, 3, 3, 3], effort: effort)
    let images = (0..<40).map {
      picture(width: 20 + 7 * ($0 % 9), height: 20 + 15 * ($0 % 7), seed: UInt64($0))
    }
    let alone = images.map { recognizer.recognize($0) }
    for threads in [1, 3] { #expect(recognizer.recognize(images, threads: threads) == alone) }
    #expect(Set(alone.map(\.orientation)).count > 1)
  }

  /// As with options for all crops, whether they are read once or again.
  @Test(arguments: RecognitionOptions.Effort.allCases)
  func whatIsKnownOfOneCropHoldsHoweverItLies(effort: RecognitionOptions.Effort) throws {
    let recognizer = try recognizer([0, 3, 3, 3], effort: effort)
    var options = RecognitionOptions()
    options.orientation = try OrientationClassifier(try classifier([0, 3, 3, 3]), path: "classifier")
    options.effort = effort
    options.pattern = "[ab]{1,6}"
    let knowing = try nonsenseRecognizer(scale: 60).with(options)
    let decoding = try options.decoding(recognizer.vocabulary)
    let images = (0..<24).map {
      picture(width: 20 + 7 * ($0 % 5), height: 40 + 9 * ($0 % 4), seed: UInt64($0))
    }
    var read: [RecognizedText] = []
    recognizer.recognizeCrops(count: images.count, threads: 2) { index, _ throws(Never) in
      (images[index], index % 2 == 0 ? decoding : nil)
    } each: { _, result in
      read.append(result.get())
    }
    for (index, text) in read.enumerated() {
      #expect(text == (index % 2 == 0 ? knowing : recognizer).recognize(images[index]))
    }
    #expect(Set(read.map(\.orientation)).count > 1)
  }

  @Test func aTurnedTextOfTooLittleConfidenceIsLeftUnread() throws {
    var options = RecognitionOptions()
    options.orientation = try OrientationClassifier(
      try classifier([-20, 20, -20, -20]), path: "classifier")
    let plain = try nonsenseRecognizer(scale: 60).with(options)
    options.minimumConfidence = 1
    let strict = try plain.with(options)
    let image = try #require(
      (1...2000 as ClosedRange<UInt64>).lazy.map { picture(width: 30, height: 60, seed: $0) }.first {
        plain.recognize($0).orientation == .clockwise
      })
    let (full, unread) = (plain.recognize(image), strict.recognize(image))
    #expect(unread.text == "" && unread.characters == [] && unread.orientation == .clockwise)
    #expect(unread.remarks == full.remarks + [.unread(confidence: full.confidence, minimum: 1)])
  }

  /// However sure the classifier is of what it says of all crops.
  @Test func wideCropsDoNotRunUpOrDownAndNoneIsTurnedForAGuess() throws {
    let recognizer = try recognizer([-20, 20, -20, -20])
    let plain = try nonsenseRecognizer(scale: 60)
    for seed in 1...40 as ClosedRange<UInt64> {
      #expect(!recognizer.recognize(picture(width: 60, height: 30, seed: seed)).orientation.isVertical)
      let image = picture(width: 30, height: 60, seed: seed)
      let read = recognizer.recognize(image)
      if read.orientation == .upright {
        #expect(read == plain.recognize(image))
      } else {
        #expect(read.confidence >= 0.2)
      }
    }
  }

  @Test func aClassifierToldOfWhatIsLaidFlatTellsOfThePicture() throws {
    let recognizer = Recognizer(try classifier([0, 0, 9, 0], laysFlat: true))
    #expect(recognizer.classes == TextOrientation.allCases.map(\.rawValue) && recognizer.symbols == [])
    let wide = recognizer.recognize(picture(width: 60, height: 20))
    #expect(wide.text == "upside-down" && wide.characters == [] && wide.confidence > 0.99)
    // Upside down after it was turned counter-clockwise.
    #expect(recognizer.recognize(picture(width: 20, height: 60)).text == "counterclockwise")
  }

  @Test func whatIsKnownOfTextsIsRefusedForClasses() throws {
    let recognizer = Recognizer(try classifier([0, 0, 9, 0]))
    func error(_ change: (inout RecognitionOptions) -> Void) -> String? {
      var options = RecognitionOptions()
      change(&options)
      return #expect(throws: RecognitionOptionsError.self) { try recognizer.with(options) }?.description
    }
    let texts = "the model gives classes of crops and no texts: leave out what is known of texts"
    #expect(error { $0.pattern = "a" } == texts)
    #expect(error { $0.symbols = "a" } == texts)
    #expect(error { $0.beamWidth = 4 } == texts)
    #expect(
      error { $0.effort = .high }
        == "the model gives classes of crops, which are looked at once and as they lie: leave out orientation and effort"
    )
    var options = RecognitionOptions()
    options.candidates = 2
    #expect(try recognizer.with(options).recognize(picture(width: 9, height: 9)).candidates.count == 2)
  }

  @Test func modelsOfOtherClassesAreRefused() throws {
    let folder = try TemporaryFolder()
    let network = Network(try NetworkSpec(parsing: "[1,8,0,1 Mp8,1 S1(1x0)1,3 Lfxs2 O0s2]"))
    try Model(network: network, vocabulary: .classes(try ClassNames(["gas", "water"])))
      .write(to: folder.file("model"))
    let error = #expect(throws: ModelFileError.self) {
      try OrientationClassifier(contentsOf: folder.file("model"))
    }
    #expect(
      error?.message
        == "it does not tell how texts lie (upright, clockwise, upside-down, counterclockwise): train one on crops that are "
        + "turned")
  }
}
