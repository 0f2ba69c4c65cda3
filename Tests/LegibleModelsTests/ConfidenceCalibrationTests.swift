import Foundation
import LegibleLanguage
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

@Suite struct ConfidenceCalibrationTests {
  private let folder: TemporaryFolder
  private let calibration = ConfidenceCalibration(
    slope: 0.75, offset: 1.5, comparison: .exact, crops: 321, data: "words/labels.tsv")

  init() throws { folder = try TemporaryFolder() }

  /// Texts that are right as often as a line says.
  private func samples(slope: Double, offset: Double, count: Int, seed: UInt64 = 1) -> [ConfidenceSample] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
      let logOdds = random.uniform(in: -6...10)
      let probability = 1 / (1 + exp(-(slope * Double(logOdds) + offset)))
      return ConfidenceSample(logOdds: logOdds, isRight: random.chance(Float(probability)))
    }
  }

  @Test func aConfidenceIsTheLogisticOfTheLine() {
    // By the definition, in Double.
    for logOdds in [-14, -2, 0, 0.5, 14] as [Float] {
      let expected: Double = 1 / (1 + exp(-(0.75 * Double(logOdds) + 1.5)))
      let confidence = Double(calibration.confidence(logOdds: logOdds))
      #expect(abs(confidence - expected) < 1e-6)
    }
    let none = ConfidenceCalibration(slope: 1, offset: 0, comparison: .exact, crops: 1, data: "")
    #expect(none.confidence(logOdds: 0) == 0.5)
  }

  /// Standard errors of both numbers are about 0.01 and 0.04 for so many texts.
  @Test(arguments: [(1.0, 0.0), (0.6, 1.2), (2.5, -3.0)])
  func theFitFindsTheLineThatTheTextsWereDrawnBy(slope: Double, offset: Double) throws {
    let samples = samples(slope: slope, offset: offset, count: 20_000)
    let fit = try ConfidenceCalibration(fitting: samples, comparison: .exact, data: "drawn")
    let (slopeError, offsetError) = (abs(Double(fit.slope) - slope), abs(Double(fit.offset) - offset))
    #expect(slopeError < 0.05 * slope + 0.03)
    #expect(offsetError < 0.2)
    #expect(fit.crops == 20_000 && fit.data == "drawn" && fit.comparison == .exact)
  }

  @Test func noOtherLineIsMoreProbable() throws {
    let samples = samples(slope: 0.8, offset: 0.5, count: 400, seed: 5)
    let fit = try ConfidenceCalibration(fitting: samples, comparison: .exact, data: "")
    let right = Double(samples.count(where: \.isRight))
    func loss(_ slope: Double, _ offset: Double) -> Double {
      var sum = 0.0
      for sample in samples {
        let probability: Double = 1 / (1 + exp(-(slope * Double(sample.logOdds) + offset)))
        let target: Double =
          sample.isRight ? (right + 1) / (right + 2) : 1 / (Double(samples.count) - right + 2)
        sum -= target * log(probability)
        sum -= (1 - target) * log(1 - probability)
      }
      return sum
    }
    let least = loss(Double(fit.slope), Double(fit.offset))
    let changes: [(slope: Double, offset: Double)] = [(0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01)]
    for change in changes {
      let other = loss(Double(fit.slope) + change.slope, Double(fit.offset) + change.offset)
      #expect(other > least)
    }
  }

  /// Without Platt's targets the slope would grow without end.
  @Test func textsThatAreToldApartPerfectlyGiveAFiniteLine() throws {
    let samples = (0..<400).map { ConfidenceSample(logOdds: $0 < 100 ? -3 : 3, isRight: $0 >= 100) }
    let fit = try ConfidenceCalibration(fitting: samples, comparison: .exact, data: "")
    let (highest, lowest) = (fit.confidence(logOdds: 3), fit.confidence(logOdds: -3))
    #expect(abs(highest - 301 / 302) < 1e-4)
    #expect(abs(lowest - 1 / 102) < 1e-4)
  }

  @Test func tooLittleToFitOnIsRefused() {
    func error(right: Int, wrong: Int, relation: Float = 1) -> String {
      let samples = (0..<right + wrong).map {
        ConfidenceSample(
          logOdds: ($0 < right ? relation : -relation) * Float(1 + $0 % 3), isRight: $0 < right)
      }
      do {
        _ = try ConfidenceCalibration(fitting: samples, comparison: .exact, data: "")
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      error(right: 150, wrong: 49)
        == "150 texts read rightly and 49 wrongly are too few to calibrate confidences on; 200 are needed, 20 of each "
        + "kind among them")
    #expect(error(right: 500, wrong: 19).hasPrefix("500 texts read rightly and 19 wrongly"))
    #expect(error(right: 19, wrong: 500).hasPrefix("19 texts read rightly"))
    #expect(error(right: 180, wrong: 20) == "")
    #expect(
      error(right: 200, wrong: 200, relation: -1)
        == "right and wrong texts cannot be told apart by their probability, so there is nothing to calibrate; train "
        + "the model further")
  }

  @Test func aModelFileKeepsItAndItsTensorsToTheBit() throws {
    let (plain, calibrated) = (folder.file("plain"), folder.file("calibrated"))
    try ModelFileTests.write(to: plain)
    let file = try ModelFile(contentsOf: plain)
    #expect(file.confidence == nil)
    try file.write(confidence: calibration, to: calibrated)
    let other = try ModelFile(contentsOf: calibrated)
    #expect(other.confidence == calibration)
    #expect(other.names == file.names && other.trainingRecord == file.trainingRecord)
    #expect(other.networkSpec == file.networkSpec && other.preprocessing == file.preprocessing)
    func bytes(_ file: ModelFile) -> [[UInt8]] {
      file.tensors.tensors.map { tensor in file.tensors.withBytes(of: tensor) { Array($0) } }
    }
    #expect(bytes(other) == bytes(file))
    #expect(other.tensors.tensors.map(\.name) == file.tensors.tensors.map(\.name))
    // Over itself, and once more.
    let again = ConfidenceCalibration(slope: 2, offset: 0, comparison: .exact, crops: 1, data: "x")
    try other.write(confidence: again, to: calibrated)
    #expect(try ModelFile(contentsOf: calibrated).confidence == again)
  }

  @Test func aModelCarriesItAndAnotherNetworkHasNone() throws {
    let spec = try NetworkSpec(parsing: ModelFileTests.text)
    var model = Model(network: Network(spec), alphabet: try Alphabet(["a", "b", "c"]))
    #expect(model.confidence == nil)
    model.confidence = calibration
    try model.write(to: folder.file("model"))
    #expect(try Model(contentsOf: folder.file("model")).confidence == calibration)
    #expect(try ReadingModel(contentsOf: folder.file("model")).confidence == calibration)
  }

  @Test(arguments: [
    "", "null", "{}", "[1,2]", #"{"comparison":"exact","crops":5,"data":"","offset":0,"slope":"1"}"#,
    #"{"comparison":"some","crops":5,"data":"","offset":0,"slope":1}"#,
    #"{"comparison":"exact","crops":5,"data":"","offset":1e999,"slope":1}"#,
  ])
  func metadataThatIsNoCalibrationIsRefused(text: String) throws {
    #expect(try error(text) == "its metadata has no valid confidence; write the model again")
  }

  @Test(arguments: [
    #"{"comparison":"exact","crops":5,"data":"","offset":0,"slope":0}"#,
    #"{"comparison":"exact","crops":5,"data":"","offset":0,"slope":-1}"#,
    #"{"comparison":"exact","crops":5,"data":"","offset":0,"slope":1e9}"#,
    #"{"comparison":"exact","crops":5,"data":"","offset":-1e9,"slope":1}"#,
    #"{"comparison":"exact","crops":0,"data":"","offset":0,"slope":1}"#,
  ])
  func numbersThatNoFitGivesAreRefused(text: String) throws {
    #expect(
      try error(text)
        == "its confidences are calibrated with numbers that no fit gives; calibrate it again")
  }

  private func error(_ confidence: String) throws -> String? {
    let spec = try NetworkSpec(parsing: ModelFileTests.text)
    let path = folder.file("hostile")
    try SafeTensors.write(
      ModelFileTests.sources(spec), metadata: ModelFileTests.metadata(["confidence": confidence]), to: path)
    return #expect(throws: ModelFileError.self) { try ModelFile(contentsOf: path) }?.message
  }
}
