import LegibleImages
import LegibleModels
import LegibleTraining
import TestSupport
import Testing

@Suite struct CalibrationCropsTests {
  private let folder: TemporaryFolder
  private let network: Network

  init() throws {
    folder = try TemporaryFolder()
    network = Network(try NetworkSpec(parsing: "[1,8,0,1 Cr3,3,4 Mp8,1 S1(1x0)1,3 Lfx3 O1c3]"))
    network.initialize(seed: 1)
  }

  private func crops(_ widths: Int..., height: Int = 8) throws -> [LabelledCrop] {
    try widths.enumerated().map { number, width in
      let path = folder.file("\(number).png")
      try Image(
        width: width, height: height, pixels: Array(repeating: UInt8(40 + number), count: width * height)
      )
      .writePNG(to: path)
      return LabelledCrop(path: path, text: "", source: .init(file: "labels.tsv", line: number + 1))
    }
  }

  private func count(_ items: [LabelledCrop], limit: Int = 10) throws -> Int {
    try Calibration(network).add(
      items, limit: limit, seed: 1, spec: network.spec, scaling: CropScaling(network.spec, .plain))
  }

  /// A narrow picture of one row is tens of thousands of columns at the network's height.
  @Test func leavesOutWhatIsTooWideToBeALine() throws {
    let items = try crops(1, 8192, 8193, 30)
    #expect(try count(items) == 3)
    let wide = items[2]
    let error = #expect(throws: UnusableCrop.self) { try count([wide]) }
    #expect(
      error?.description
        == "\(wide.path): 8193 pixels wide at height 8, more than the limit of 8192; cut it into lines or words"
    )
  }

  @Test func takesNoMoreThanTheLimitAndPassesOverWhatCannotBeRead() throws {
    let items = try crops(20, 21, 22, 23)
    #expect(try count(items, limit: 2) == 2)
    try folder.write("1.png", "no picture")
    #expect(try count(items) == 3)
    #expect(try count([]) == 0)
    #expect(throws: ImageError.self) { try count([items[1]]) }
  }
}
