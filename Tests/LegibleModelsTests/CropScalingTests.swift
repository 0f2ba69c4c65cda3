import LegibleImages
import LegibleLanguage
import LegibleModels
import TestSupport
import Testing

@Suite struct CropScalingTests {
  private let spec: NetworkSpec
  private let folder: TemporaryFolder

  init() throws {
    spec = try NetworkSpec(parsing: "[1,32,0,1 Cr3,3,4 Mp4,4 S1(1x0)1,3 O1c3]")
    folder = try TemporaryFolder()
  }

  private func width(_ width: Int, _ height: Int, _ stretching: CropScaling.Stretching?) -> Int {
    CropScaling(spec, CropRule(stretching: stretching)).width(imageWidth: width, imageHeight: height)
  }

  @Test func withoutStretchingTheWidthIsInProportionHalvesUp() {
    #expect(width(45, 38, nil) == 38)
    #expect(width(64, 32, nil) == 64)
    // 1 x 64 is half a column.
    #expect(width(9, 64, nil) == 5)
  }

  @Test func aNarrowerCropThanTheNetworkReadsIsStretchedToIt() {
    #expect(width(1, 1000, nil) == 4)
    #expect(width(1, 1000, .init(aspect: 0.01, share: 1)) == 4)
  }

  @Test func theStandardGoesHalfWayToFourToOne() {
    // 45 x 38 is 37.9 x 32; half-way to 128 is 82.9.
    #expect(width(45, 38, .standard) == 83)
    #expect(width(32, 32, .standard) == 80)
    #expect(width(1, 1000, .standard) == 64)
    #expect(width(128, 32, .standard) == 128)
    #expect(width(129, 32, .standard) == 129)
    #expect(width(1000, 32, .standard) == 1000)
  }

  @Test func theShareGoesFromNothingToAll() {
    for (imageWidth, height) in [(45, 38), (3, 7), (200, 33), (17, 100)] {
      #expect(width(imageWidth, height, .init(aspect: 4, share: 0)) == width(imageWidth, height, nil))
    }
    #expect(width(45, 38, .init(aspect: 4, share: 1)) == 128)
    #expect(width(45, 38, .init(aspect: 2, share: 1)) == 64)
  }

  /// A wider picture never gets fewer columns, so a longer word never has less room.
  @Test func theWidthNeverFallsAsThePictureGetsWider() {
    for share in [Float(0.1), 0.5, 0.9, 1] {
      let widths = (1...400).map { width($0, 40, .init(aspect: 4, share: share)) }
      #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  /// The strip of a word does not depend on how much paper is beside it; only its place in the picture does.
  @Test func paperBeyondTheMarginChangesNothingButThePlace() {
    let scaling = CropScaling(spec, .standard)
    let word = PixelArea(x: 30, y: 20, width: 80, height: 16)
    let close = scaling.inputCrop(of: Self.picture(width: 140, height: 56, ink: word))
    let far = scaling.inputCrop(
      of: Self.picture(width: 340, height: 76, ink: PixelArea(x: 130, y: 40, width: 80, height: 16)))
    #expect(close.area == PixelArea(x: 26, y: 16, width: 88, height: 24))
    #expect(far.area == PixelArea(x: 126, y: 36, width: 88, height: 24))
    #expect(close.width == far.width)
    #expect(close.width == scaling.width(imageWidth: 88, imageHeight: 24))
  }

  @Test func withoutAMarginTheWholePictureIsShown() {
    let picture = Self.picture(width: 140, height: 56, ink: PixelArea(x: 30, y: 20, width: 80, height: 16))
    let input = CropScaling(spec, .plain).inputCrop(of: picture)
    #expect(input.area == picture.area)
    #expect(input.width == CropScaling(spec, .plain).width(imageWidth: 140, imageHeight: 56))
  }

  private static func picture(width: Int, height: Int, ink: PixelArea) -> Image {
    var pixels = [UInt8](repeating: 240, count: width * height)
    for y in ink.y..<ink.y + ink.height {
      for x in ink.x..<ink.x + ink.width { pixels[y * width + x] = 20 }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  @Test func aModelComesBackWithItsScaling() throws {
    let path = folder.file("model")
    let network = Network(try NetworkSpec(parsing: ModelFileTests.text))
    network.initialize(seed: 1)
    let model = Model(
      network: network, alphabet: try Alphabet(["a", "b", "c"]), crops: .standard)
    try model.write(to: path)
    #expect(model.scaling.rule == .standard)
    #expect(try Model(contentsOf: path).scaling == model.scaling)
    #expect(try ReadingModel(contentsOf: path).scaling == model.scaling)
  }

  /// Versions of Legible that know nothing of stretching must refuse such a model instead of reading worse
  /// with it.
  @Test func aModelKeepsItsStretchingUnderAHigherFormatVersion() throws {
    let path = folder.file("model")
    let stretching = CropScaling.Stretching(aspect: 6, share: 0.25)
    let small = try NetworkSpec(parsing: ModelFileTests.text)
    for (rule, version) in [
      (CropRule(stretching: stretching), "3"), (.plain, "1"), (CropRule(margin: 0.25), "4"),
      (CropRule(laysFlat: true), "5"),
    ] {
      try ModelFile.write(
        ModelFileTests.sources(small), networkSpec: small, names: ["a", "b", "c"],
        preprocessing: .init(height: 4, crops: rule), to: path)
      let file = try ModelFile(contentsOf: path)
      #expect(file.preprocessing.crops == rule)
      #expect(file.scaling == CropScaling(small, rule))
      #expect(file.tensors.metadata["formatVersion"] == version)
    }
  }

  @Test(arguments: [
    #""stretching":{"aspect":0,"share":0.5}"#, #""stretching":{"aspect":1e9,"share":0.5}"#,
    #""stretching":{"aspect":4,"share":1.5}"#, #""stretching":{"aspect":4,"share":-1}"#,
    #""stretching":{"aspect":4}"#, #""margin":-0.1"#, #""margin":65"#, #""margin":1e30"#,
  ])
  func aRuleOutOfItsLimitsIsRefused(rule: String) throws {
    let path = folder.file("model")
    let small = try NetworkSpec(parsing: ModelFileTests.text)
    let preprocessing = #"{"height":4,"mean":127.5,"scale":127.5,\#(rule)}"#
    try SafeTensors.write(
      ModelFileTests.sources(small),
      metadata: ModelFileTests.metadata(["formatVersion": "4", "preprocessing": preprocessing]), to: path)
    let error = #expect(throws: ModelFileError.self) { try ModelFile(contentsOf: path) }
    #expect(error?.message == "its metadata has no valid preprocessing; write the model again")
  }
}
