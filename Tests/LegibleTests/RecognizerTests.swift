import Foundation
import Legible
import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

@Suite struct RecognizerTests {
  /// A small network with random weights: it reads nonsense, but different nonsense for every picture.
  private let recognizer: Recognizer

  init() throws {
    let alphabet = try Alphabet(["a", "b", "c", "ß", "é"])
    let spec = "[1,32,0,1 Cbr3,3,8 Mp2,2 Cr3,3,16 Mp2,2 Cr3,3,19 Mp8,1 S1(1x0)1,3 Lbx12 O1c6]"
    let network = Network(try NetworkSpec(parsing: spec))
    network.initialize(seed: 4)
    // Random weights favour one symbol; larger ones at the output make every column choose for itself.
    for parameter in network.parameters.suffix(2) {
      for index in 0..<parameter.count { parameter.value.base[index] *= 60 }
    }
    recognizer = Recognizer(Model(network: network, alphabet: alphabet))
  }

  /// Pictures of many sizes, from one pixel to a long line, with noise in them.
  private func pictures(count: Int) -> [Image] {
    var random = RandomSource(seed: 11)
    return (0..<count).map { index in
      let width = index == 0 ? 1 : Int(random.uniform(in: 1...400))
      let height = index == 1 ? 1 : Int(random.uniform(in: 1...80))
      let pixels = (0..<width * height).map { _ in UInt8(random.uniform() * 255) }
      return Image(width: width, height: height, pixels: pixels)
    }
  }

  /// Its model may be written over in place (`cp`) or cut short while a process reads with it.
  @Test func aRecognizerKeepsTheModelThatItWasOpenedWith() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model")
    let alphabet = try Alphabet(["a", "b"])
    for spec in [
      "[1,32,0,1 Cr3,3,8 Mp4,4 Mp8,1 S1(1x0)1,3 Lbx200 O1c3]", "[1,32,0,1 Mp32,4 S1(1x0)1,3 O1c3]",
    ] {
      let network = Network(try NetworkSpec(parsing: spec))
      network.initialize(seed: 4)
      try Model(network: network, alphabet: alphabet).write(to: path)
      let recognizer = try Recognizer(contentsOf: path)
      let expected = pictures(count: 20).map { recognizer.recognize($0) }
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.write(contentsOf: Data(repeating: 0xFF, count: 1 << 16))
      #expect(pictures(count: 20).map { recognizer.recognize($0) } == expected)
      try file.truncate(atOffset: 0)
      #expect(pictures(count: 20).map { recognizer.recognize($0) } == expected)
    }
  }

  @Test func aCropIsReadTheSameAloneAndAmongOthersOnAnyNumberOfThreads() {
    // More than the batches that may be under way, so that places are used again.
    let pictures = pictures(count: 700)
    let alone = pictures.map { recognizer.recognize($0) }
    #expect(
      Set(alone.map(\.text)).count > 100, "the pictures must be told apart for this test to see anything")
    for threads in [1, 2, 5] {
      #expect(recognizer.recognize(pictures, threads: threads) == alone)
    }
    #expect(recognizer.recognize(pictures.reversed(), threads: 2) == alone.reversed())
  }

  /// What stands beside the text reaches the network up to the model's margin alone, and boxes lie where the
  /// characters are in the picture.
  @Test func paperMovesTheBoxesAndChangesNothingElse() throws {
    let network = Network(recognizer.spec)
    network.initialize(seed: 4)
    for parameter in network.parameters.suffix(2) {
      for index in 0..<parameter.count { parameter.value.base[index] *= 60 }
    }
    let recognizer = Recognizer(
      Model(network: network, vocabulary: recognizer.vocabulary, crops: CropRule(margin: 0.25)))
    let word = pictures(count: 40).last { $0.width > 100 && $0.height > 20 }!
    func framed(left: Int, top: Int, right: Int, bottom: Int) -> RecognizedText {
      let (width, height) = (left + word.width + right, top + word.height + bottom)
      var pixels = [UInt8](repeating: 255, count: width * height)
      for y in 0..<word.height {
        for x in 0..<word.width { pixels[(top + y) * width + left + x] = word.pixels[y * word.width + x] / 2 }
      }
      return recognizer.recognize(Image(width: width, height: height, pixels: pixels))
    }
    let near = framed(left: 40, top: 40, right: 40, bottom: 40)
    let far = framed(left: 90, top: 50, right: 200, bottom: 70)
    #expect(!near.text.isEmpty)
    #expect(near.text == far.text && near.confidence == far.confidence)
    for (one, other) in zip(near.characters, far.characters) {
      #expect(other.box.x == one.box.x + 50 && other.box.y == one.box.y + 10)
      #expect(other.box.width == one.box.width && other.box.height == one.box.height)
    }
  }

  /// The same holds for int8, whose sums are of integers.
  @Test func aQuantisedModelReadsACropTheSameAnywhere() throws {
    let network = Network(recognizer.spec)
    network.initialize(seed: 4)
    for parameter in network.parameters.suffix(2) {
      for index in 0..<parameter.count { parameter.value.base[index] *= 60 }
    }
    let quantized = QuantizedModel(
      network: try Calibration(network).quantizedNetwork(), vocabulary: recognizer.vocabulary)
    let recognizer = Recognizer(ReadingModel(quantized))
    let pictures = pictures(count: 100)
    let alone = pictures.map { recognizer.recognize($0) }
    #expect(Set(alone.map(\.text)).count > 20)
    for threads in [1, 2, 5] { #expect(recognizer.recognize(pictures, threads: threads) == alone) }
  }

  @Test func cropsWhoseShapeMakesTheTextDoubtfulCarryARemark() throws {
    func remarks(_ width: Int, _ height: Int) -> [RecognitionRemark] {
      let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 * 37) }
      return recognizer.recognize(Image(width: width, height: height, pixels: pixels)).remarks
    }
    #expect(remarks(100, 32) == [] && remarks(20, 39) == [] && remarks(4096, 8) == [])
    #expect(remarks(20, 40) == [.higherThanWide(width: 20, height: 40)])
    #expect(remarks(4100, 8) == [.squeezed(columns: 16_400, limit: 16_384)])
    #expect(
      remarks(4100, 8).map(\.description) == [
        "squeezed from 16400 to 16384 columns, so characters may be lost; cut it into shorter pieces"
      ])
    #expect(
      remarks(1, 2).map(\.description) == [
        "1x2 pixels, at least twice as high as wide; if its text is turned or stacked, turn the picture so that it reads "
          + "from left to right"
      ])
  }

  /// A model that cuts paper off looks at what is left.
  @Test func paperMakesNoRemark() throws {
    let network = Network(recognizer.spec)
    network.initialize(seed: 4)
    let recognizer = Recognizer(
      Model(network: network, vocabulary: recognizer.vocabulary, crops: CropRule(margin: 0.25)))
    /// Ink of a size on a sheet of a size.
    func remarks(ink: (width: Int, height: Int), sheet: (width: Int, height: Int)) -> [RecognitionRemark] {
      var pixels = [UInt8](repeating: 255, count: sheet.width * sheet.height)
      let (left, top) = ((sheet.width - ink.width) / 2, (sheet.height - ink.height) / 2)
      for y in top..<top + ink.height {
        for x in left..<left + ink.width { pixels[y * sheet.width + x] = UInt8(x * 31 % 90 + y * 17 % 60) }
      }
      return recognizer.recognize(Image(width: sheet.width, height: sheet.height, pixels: pixels)).remarks
    }
    #expect(remarks(ink: (80, 40), sheet: (100, 230)) == [], "a line on a high sheet")
    #expect(remarks(ink: (10, 60), sheet: (100, 100)) == [], "a lone stroke on a square")
    #expect(remarks(ink: (20, 200), sheet: (60, 260)) == [.higherThanWide(width: 60, height: 260)])
  }

  @Test func charactersSpellTheTextAndLieInThePicture() {
    let pictures = pictures(count: 60)
    for (picture, result) in zip(pictures, recognizer.recognize(pictures)) {
      #expect(String(result.characters.map(\.character)) == result.text)
      #expect(result.imageWidth == picture.width && result.imageHeight == picture.height)
      #expect(result.confidence >= 0 && result.confidence <= 1)
      // Boxes follow each other without gaps, up to the rounding of a sum.
      var end = result.characters.first?.box.x ?? 0
      #expect(end >= 0)
      for character in result.characters {
        let box = character.box
        #expect(character.confidence > 0 && character.confidence <= 1)
        #expect(
          abs(box.x - end) < 1e-9 && box.width > 0 && box.y == 0 && box.height == Double(picture.height))
        end = box.x + box.width
      }
      #expect(end <= Double(picture.width) + 1e-9)
    }
  }

  @Test func aFileThatCannotBeReadIsReportedInItsPlace() throws {
    let folder = try TemporaryFolder()
    let pictures = pictures(count: 40)
    var paths: [String] = []
    for (index, picture) in pictures.enumerated() {
      let path = folder.path + "/\(index).png"
      if index % 7 == 3 {
        try folder.write("\(index).png", index % 2 == 0 ? "" : "no picture")
      } else {
        try picture.writePNG(to: path)
      }
      paths.append(path)
    }
    paths.append(folder.path + "/missing.png")

    var results: [Result<RecognizedText, ImageError>] = []
    recognizer.recognize(paths: paths, threads: 2) { index, result in
      #expect(index == results.count)
      results.append(result)
    }
    #expect(results.count == paths.count)
    for (index, result) in results.enumerated() {
      switch result {
      case .success(let text):
        #expect(index % 7 != 3 && text == recognizer.recognize(pictures[index]))
      case .failure(let error):
        #expect(index == pictures.count || index % 7 == 3)
        #expect(error.file == paths[index])
      }
    }
  }

  /// As a server does: many calls at once, each with work for several threads.
  @Test(.timeLimit(.minutes(1))) func callsFromManyQueuesAtOnceReadTheSame() {
    let pictures = pictures(count: 200).filter { $0.width < 100 }.prefix(33).map { $0 }
    #expect(pictures.count == 33)
    let alone = recognizer.recognize(pictures, threads: 1)
    let calls = DispatchGroup()
    let wrong = Locked(0)
    let ended = Locked(0)
    for _ in 0..<100 {
      DispatchQueue.global().async(group: calls) {
        if recognizer.recognize(pictures, threads: 2) != alone { wrong.withLock { $0 += 1 } }
        ended.withLock { $0 += 1 }
      }
    }
    calls.wait()
    #expect(wrong.withLock { $0 } == 0)
    #expect(ended.withLock { $0 } == 100)
  }

  @Test func aDamagedFileIsReadWhereThatIsAllowedAndSaysSo() throws {
    let folder = try TemporaryFolder()
    let levels = (0..<80 * 32).map { UInt8(truncatingIfNeeded: $0 * $0 * 7) }
    let bytes = Image(width: 80, height: 32, pixels: levels).pngBytes()
    let paths = [
      try folder.write("whole.png", bytes), try folder.write("cut.png", bytes.prefix(bytes.count / 2)),
    ]
    let error = ImageError(
      file: paths[1], fact: .truncated(.png, bytes: bytes.count / 2), isDamage: true)
    recognizer.recognize(paths: paths, limits: ImageLimits(allowsDamage: true)) { index, result in
      #expect((try? result.get())?.damage == (index == 0 ? nil : error))
      #expect((try? result.get()) != nil)
    }
    recognizer.recognize(paths: paths) { index, result in
      guard case .failure(let failure) = result else {
        #expect(index == 0)
        return
      }
      #expect(index == 1 && failure == error)
    }
  }

  @Test func nothingGivesNothing() {
    #expect(recognizer.recognize([]) == [])
  }

  /// A picture a thousand times as wide as high is no line of text; it must not take memory in proportion.
  @Test func extremeShapesAreReadWithoutHarm() {
    for (width, height) in [(60_000, 2), (1, 3_000), (2, 1), (65_000, 1)] {
      let picture = Image(width: width, height: height, pixels: Array(repeating: 99, count: width * height))
      let result = recognizer.recognize(picture)
      #expect(String(result.characters.map(\.character)) == result.text)
      #expect(result.imageWidth == picture.width && result.imageHeight == picture.height)
    }
  }

  @Test func anErrorOfTheReceiverEndsTheReading() {
    struct Refusal: Error {}
    let folder = FileManager.default.temporaryDirectory.path
    var received = 0
    for threads in [1, 3] {
      received = 0
      #expect(throws: Refusal.self) {
        try recognizer.recognize(
          paths: (0..<2000).map { "\(folder)/no such file \($0)" }, threads: threads
        ) { index, _ in
          received += 1
          if index == 20 { throw Refusal() }
        }
      }
      #expect(received == 21)
    }
  }

  #if os(Linux)
    /// Whatever is allocated for a crop is in the user's hands afterwards: its characters, and a text too
    /// long for a string's own 15 bytes, which grows in a few steps.
    @Test func onlyResultsAreAllocated() {
      let pictures = pictures(count: 100)
      _ = recognizer.recognize(pictures, threads: 1)
      var results: [RecognizedText] = []
      let count = allocations { results = recognizer.recognize(pictures, threads: 1) }
      let allowed = results.reduce(0) { sum, result in
        sum + (result.characters.isEmpty ? 0 : 1) + (result.text.utf8.count > 15 ? 5 : 0)
      }
      #expect(results.contains { !$0.characters.isEmpty })
      // The list of results, and the places in which they wait.
      #expect(count <= allowed + 4, "\(count) allocations, \(allowed) for results")
    }
  #endif
}
