import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

@Suite struct FineTuningTests {
  private static let body = "[1,8,0,1 Cbr3,3,4 Mp8,1 S1(1x0)1,3 Lbx3"

  private func network(_ alphabet: Alphabet, seed: UInt64) throws -> Network {
    let network = Network(try NetworkSpec(parsing: "\(Self.body) O1c\(alphabet.symbolCount)]"))
    network.initialize(seed: seed)
    return network
  }

  private func values(_ parameter: Parameter) -> [Float] {
    (0..<parameter.count).map { parameter.value.base[$0] }
  }

  /// The rows of the output layer's weights, with each row's bias behind it; the blank's first.
  private func rows(_ network: Network) throws -> [[Float]] {
    let output = network.parameters.filter { $0.name.hasPrefix("layers.\(network.spec.layers.count - 1).") }
    let symbols = network.spec.symbolCount
    try #require(output.count == 2)
    return (0..<symbols).map { row in
      output.flatMap { parameter in
        let length = parameter.count / symbols
        return Array(values(parameter)[row * length..<(row + 1) * length])
      }
    }
  }

  @Test func keepsAllLayersAndTheOutputsOfSymbolsThatBothAlphabetsHave() throws {
    let (old, new) = (try Alphabet(["a", "b", "c"]), try Alphabet(["c", "x", "a"]))
    let trained = try network(old, seed: 1)
    let tuned = try Model(network: trained, alphabet: old).network(for: .characters(new), seed: 2)
    #expect(tuned.spec.description == "\(Self.body) O1c4]")

    for (parameter, origin) in zip(tuned.parameters, trained.parameters).dropLast(2) {
      #expect(parameter.name == origin.name)
      #expect(values(parameter) == values(origin), "\(parameter.name)")
    }
    let (tunedRows, trainedRows) = (try rows(tuned), try rows(trained))
    let fresh = try rows(try network(new, seed: 2))
    #expect(tunedRows == [trainedRows[0], trainedRows[3], fresh[2], trainedRows[1]])
    #expect(tunedRows[2] != trainedRows[2])
  }

  @Test func theNewNetworkIsACopy() throws {
    let alphabet = try Alphabet(["a"])
    let trained = try network(alphabet, seed: 1)
    let tuned = try Model(network: trained, alphabet: alphabet).network(for: .characters(alphabet), seed: 2)
    let before = trained.parameters.map(values)
    #expect(tuned.parameters.map(values) == before)
    for parameter in tuned.parameters { parameter.value.base[0] += 1 }
    #expect(trained.parameters.map(values) == before)
  }

  @Test func anAlphabetThatNoNetworkMayHaveIsRefused() throws {
    let alphabet = try Alphabet(["a"])
    let model = Model(network: try network(alphabet, seed: 1), alphabet: alphabet)
    // Chinese characters in two blocks, and Korean syllables: with the blank one more than the limit of
    // 65536.
    let scalars = [0x4E00...0x9FFF, 0x20000...0x2A6D6, 0xAC00...0xD7A3].joined().prefix(65_536)
    let huge = try Alphabet(scalars.map { String(Character(Unicode.Scalar($0)!)) })
    #expect(throws: NetworkSpecError.self) { try model.network(for: .characters(huge), seed: 1) }
  }
}
