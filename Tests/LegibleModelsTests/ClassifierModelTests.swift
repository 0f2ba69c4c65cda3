import LegibleLanguage
import LegibleLayers
import LegibleModels
import TestSupport
import Testing

/// Models that give the class of a whole crop.
@Suite struct ClassifierModelTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let spec = "[1,4,0,1 S1(1x0)1,3 Lbxs2 Fr3 O0s3]"

  @Test func theSpecSaysWhatComesOut() throws {
    let spec = try NetworkSpec(parsing: Self.spec)
    #expect(spec.description == Self.spec)
    #expect(spec.isClassifier && spec.symbolCount == 3)
    #expect(spec.series.output == .summary(3))
    #expect(spec.columns(forInputWidth: 50) == 1 && spec.minimumInputWidth == 1)
    #expect(try spec.with(symbols: 7).description == "[1,4,0,1 S1(1x0)1,3 Lbxs2 Fr3 O0s7]")
  }

  @Test(arguments: [
    (
      "[1,4,0,1 S1(1x0)1,3 Lbx2 O0s3]",
      "26: found 'O0s3', expected a summary of the columns: put a layer before this one that gives it, for example Lbxs32"
    ),
    (
      "[1,4,0,1 S1(1x0)1,3 Lbxs2 O1c3]",
      "27: found 'O1c3', expected columns, not a summary of them: give O0s<classes>, or leave the s out of the layer that "
        + "summarises"
    ),
    (
      "[1,4,0,1 O0s3]",
      "10: found 'O0s3', expected columns, not a feature map of height 4: put S1(1x0)1,3 before this layer"
    ),
    ("[1,4,0,1 S1(1x0)1,3 Lbxs2 O0s1]", "30: found '1', expected a number of classes, 2 to 65536"),
    ("[1,4,0,1 S1(1x0)1,3 Lbxs O0s3]", "25: found the end, expected a hidden size, 1 to 16384"),
    ("[1,4,0,1 S1(1x0)1,3 Lbxs0 O0s3]", "25: found '0', expected a hidden size, 1 to 16384"),
    (
      "[1,4,0,1 S1(1x0)1,3 Lbxs2 O0c3]",
      "27: found 'O0c3', expected O1c<symbols>, columns for CTC, or O0s<classes>, a softmax for the whole crop"
    ),
  ])
  func errorsPointIntoTheString(spec: String, message: String) {
    let error = #expect(throws: NetworkSpecError.self) { try NetworkSpec(parsing: spec) }
    #expect(error?.description == "network spec, position " + message)
  }

  private func model() throws -> Model {
    let network = Network(try NetworkSpec(parsing: Self.spec))
    network.initialize(seed: 3)
    return Model(
      network: network, vocabulary: .classes(try ClassNames(["gas", "water", "\u{E9}lectricit\u{E9}"])),
      crops: CropRule(laysFlat: true))
  }

  @Test func aModelComesBackWithItsClasses() throws {
    let path = folder.file("model")
    let model = try model()
    try model.write(to: path)
    let file = try ModelFile(contentsOf: path)
    #expect(file.tensors.metadata["formatVersion"] == "5")
    #expect(file.tensors.metadata["classes"] == "[\"gas\",\"water\",\"\u{E9}lectricit\u{E9}\"]")
    #expect(file.tensors.metadata["alphabet"] == nil)
    for back in [try Model(contentsOf: path).vocabulary, try ReadingModel(contentsOf: path).vocabulary] {
      #expect(back == model.vocabulary)
    }
    #expect(try ReadingModel(contentsOf: path).scaling == model.scaling)
    let quantized = QuantizedModel(
      network: try Calibration(model.network).quantizedNetwork(), vocabulary: model.vocabulary)
    try quantized.write(to: path)
    #expect(try ReadingModel(contentsOf: path).vocabulary == model.vocabulary)
  }

  @Test(arguments: [
    (#"["gas","water"]"#, "its network gives 3 classes, and 2 are named; write the model again"),
    (#"["gas","water","gas"]"#, "its classes have an empty or a repeated name; write the model again"),
  ])
  func classesThatDoNotFitAreRefused(classes: String, message: String) throws {
    let path = folder.file("model")
    let metadata = [
      "formatVersion": "5", "networkSpec": Self.spec, "classes": classes, "trainingRecord": "{}",
      "preprocessing": #"{"height":4,"mean":127.5,"scale":127.5}"#,
    ]
    try SafeTensors.write(try model().network.sources, metadata: metadata, to: path)
    let error = #expect(throws: ModelFileError.self) { try ModelFile(contentsOf: path) }
    #expect(error?.kind == .damaged && error?.message == message)
  }
}
