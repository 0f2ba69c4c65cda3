import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleTraining
import TestSupport
import Testing

@Suite struct ValidationReportTests {
  /// A model that writes "a" for every picture: all its weights are 0, the bias of that output apart.
  private func model() throws -> Model {
    let network = Network(try NetworkSpec(parsing: "[1,8,0,1 Cr3,3,2 Mp8,2 S1(1x0)1,3 O1c3]"))
    for parameter in network.parameters { parameter.value.zero(parameter.count) }
    let bias = try #require(network.parameters.first { $0.name.hasSuffix("3.bias") })
    bias.value.base[1] = 5
    return Model(network: network, alphabet: try Alphabet(["a", "b"]))
  }

  @Test func measuresEachSetAndAllOfThemTogether() throws {
    let folder = try TemporaryFolder()
    func crops(_ texts: String...) throws -> [LabelledCrop] {
      let path = folder.file("crop.png")
      try Image(width: 20, height: 8, pixels: Array(repeating: 7, count: 160)).writePNG(to: path)
      return texts.map { LabelledCrop(path: path, text: $0, source: .init(file: "labels.tsv", line: 1)) }
    }
    let gone = LabelledCrop(
      path: folder.file("gone.png"), text: "a", source: .init(file: "labels.tsv", line: 9))
    let sets = [
      ValidationSet(name: "first", items: try crops("a", "a", "b")),
      ValidationSet(name: "second", items: try crops("b") + [gone]),
    ]
    #expect(sets.map(\.count) == [3, 2])
    let report = ValidationReport(sets, readWith: try model(), threads: 2)
    #expect(report.sets.map(\.name) == ["first", "second"])
    #expect(report.sets.map(\.accuracy.count) == [3, 1])
    #expect(report.sets.map(\.accuracy.failed) == [0, 1])
    #expect(report.sets.map(\.accuracy.exact) == [2.0 / 3, 0])
    #expect((report.all.count, report.all.failed, report.all.exact) == (4, 1, 0.5))
    #expect(report.all.summary == "exact 50.0%  alphanumeric 50.0%  1-NED 50.0%")
  }
}
