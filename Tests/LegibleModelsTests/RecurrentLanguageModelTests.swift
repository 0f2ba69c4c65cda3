import Foundation
import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

@Suite struct RecurrentLanguageModelTests {
  static var alphabet: Alphabet { get throws { try Alphabet(["a", "b", "c", " "]) } }
  static let networks = [
    "[Lfx6]", "[Fl3 Gfx5]", "[Lpfx4 Do0.3 Lcfx5]", "[Etfx6]", "[Erfx4 Gpfx4]", "[Jtfx4,s5]", "[Fr7]",
    "[Gfx4 Rl[Lfx4]]",
  ]

  static func network(_ text: String, seed: UInt64 = 1) throws -> SequenceNetwork {
    let network = SequenceNetwork(try RecurrentLanguageModel.spec(text, alphabet: try alphabet))
    network.initialize(seed: seed)
    return network
  }

  private func model(_ text: String) throws -> RecurrentLanguageModel {
    RecurrentLanguageModel(try Self.network(text), alphabet: try Self.alphabet)
  }

  /// ln P of each symbol after each beginning of a text, by steps of one row.
  private func logs(_ text: [Int32], _ states: inout RecurrentLanguageStates, row: Int) -> [[UInt32]] {
    states.start(row: row)
    return ([nil] + text.map { $0 }).map { symbol in
      if let symbol { states.advance([.init(from: row, symbol: symbol, to: row)]) }
      return Array(states.logProbabilities(row: row)).bits
    }
  }

  /// The training network gives, for all columns of a text at once, what reading gives step by step.
  @Test(arguments: networks)
  func readingIsTraining(text: String) throws {
    let network = try Self.network(text.replacing("Do0.3 ", with: ""))
    let model = RecurrentLanguageModel(network, alphabet: try Self.alphabet)
    let symbols: [Int32] = [2, 1, 1, 4, 3, 2, 4, 1]
    let input = Strip(layout: StripLayout(height: 1, widths: [symbols.count + 1]), channels: 5)
    for (column, symbol) in ([0] + symbols).enumerated() {
      input.position(row: 0, column: column + 1)[Int(symbol)] = 1
    }
    let logits = TrainingSeries(network.layers).forward(input, context: TrainingContext(threads: 1)).elements
    var states = model.makeStates(capacity: 1)
    states.start(row: 0)
    for column in 0...symbols.count {
      let row = logits[column * 5..<(column + 1) * 5]
      let found = states.logProbabilities(row: 0)
      // A softmax leaves what is common to all logits out.
      let differences = zip(row, found).map { $0 - $1 }
      #expect(differences.allSatisfy { abs($0 - differences[0]) < 2e-6 }, "\(column): \(differences)")
      #expect(abs(found.reduce(0) { $0 + exp($1) } - 1) < 1e-5)
      if column < symbols.count { states.advance([.init(from: 0, symbol: symbols[column], to: 0)]) }
    }
  }

  /// Many states in one step have the bits of each by itself, wherever its row is.
  @Test(arguments: networks)
  func manyStatesAtOnceAreEachAlone(text: String) throws {
    let model = try model(text)
    let texts: [[Int32]] = [[1, 2, 3, 4], [4, 4, 4, 4], [2, 0, 1, 3], [3, 1, 2, 0]]
    var (alone, together) = (model.makeStates(capacity: 5), model.makeStates(capacity: 9))
    let expected = texts.map { logs($0, &alone, row: 3) }
    for row in texts.indices { together.start(row: 2 * row) }
    for step in 0...4 {
      for row in texts.indices {
        #expect(Array(together.logProbabilities(row: 2 * row)).bits == expected[row][step])
      }
      guard step < 4 else { break }
      together.advance(
        texts.indices.map { .init(from: 2 * $0, symbol: texts[$0][step], to: 2 * $0) })
    }
  }

  @Test func rowsMayChangePlacesAndSplit() throws {
    let model = try model("[Lfx6]")
    var states = model.makeStates(capacity: 3)
    let expected = [[1, 2], [2, 1], [1, 3]].map { text in logs(text, &states, row: 0)[2] }
    states.start(row: 0)
    states.start(row: 1)
    states.advance([.init(from: 0, symbol: 1, to: 0), .init(from: 1, symbol: 2, to: 1)])
    states.advance([
      .init(from: 0, symbol: 2, to: 1), .init(from: 1, symbol: 1, to: 2), .init(from: 0, symbol: 3, to: 0),
    ])
    #expect([1, 2, 0].map { Array(states.logProbabilities(row: $0)).bits } == expected)
  }

  @Test func afterAnEndComesTheBeginningOfAnotherText() throws {
    let model = try model("[Lfx6]")
    var states = model.makeStates(capacity: 2)
    states.start(row: 0)
    let first = Array(states.logProbabilities(row: 0)).bits
    states.advance([.init(from: 0, symbol: 3, to: 0)])
    #expect(Array(states.logProbabilities(row: 0)).bits != first)
    states.advance([.init(from: 0, symbol: 0, to: 1)])
    #expect(Array(states.logProbabilities(row: 1)).bits == first)
  }

  @Test func aCopyOfTheStatesGoesItsOwnWay() throws {
    let model = try model("[Gfx6]")
    var states = model.makeStates(capacity: 1)
    states.start(row: 0)
    var copy = states
    copy.advance([.init(from: 0, symbol: 1, to: 0)])
    let before = Array(copy.logProbabilities(row: 0)).bits
    states.advance([.init(from: 0, symbol: 2, to: 0)])
    #expect(Array(copy.logProbabilities(row: 0)).bits == before)
    #expect(Array(states.logProbabilities(row: 0)).bits != before)
  }

  @Test func aModelKeepsItsWeightsWhenTheNetworkLearnsOn() throws {
    let network = try Self.network("[Lfx6]")
    let model = RecurrentLanguageModel(network, alphabet: try Self.alphabet)
    let before = model.parameters.map { $0.tensorValues.array }
    network.initialize(seed: 2)
    #expect(model.parameters.map { $0.tensorValues.array } == before)
    #expect(model.makeNetwork().parameters.map { $0.tensorValues.array } == before)
  }

  // MARK: The file

  @Test(arguments: networks)
  func aModelIsReadAsItWasWritten(text: String) throws {
    let folder = try TemporaryFolder()
    let model = try model(text)
    let path = folder.file("model")
    try LanguageModelFile(model: model, readingWeights: .init(weight: 0.5, lengthBonus: 1)).write(to: path)
    let file = try LanguageModelFile(contentsOf: path)
    let read = try #require(file.model as? RecurrentLanguageModel)
    #expect(read.spec == model.spec && read.alphabet == model.alphabet)
    #expect(file.readingWeights == .init(weight: 0.5, lengthBonus: 1))
    let symbols: [Int32] = [1, 4, 2]
    var (own, other) = (model.makeStates(capacity: 1), read.makeStates(capacity: 1))
    #expect(logs(symbols, &own, row: 0) == logs(symbols, &other, row: 0))
  }

  @Test func namesAreThoseOfPyTorch() throws {
    #expect(
      try model("[Fl3 Lfx6]").sources.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.rnn.weight_ih_l0", "layers.1.rnn.weight_hh_l0",
        "layers.1.rnn.bias_ih_l0", "layers.1.rnn.bias_hh_l0", "layers.2.weight", "layers.2.bias",
      ])
  }

  @Test func whateverIsWrongWithAFileIsSaid() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model")
    try LanguageModelFile(model: try model("[Lfx6]")).write(to: path)
    let file = try SafeTensors(contentsOf: path)
    func fault(
      _ change: (inout [SafeTensors.Source], inout [String: String]) -> Void
    ) throws -> String? {
      var sources = file.tensors.map { tensor in
        SafeTensors.Source(
          tensor.name, tensor.element, shape: tensor.shape, bytes: file.withBytes(of: tensor) { Array($0) })
      }
      var metadata = file.metadata
      change(&sources, &metadata)
      let other = folder.file("other")
      try SafeTensors.write(sources, metadata: metadata, to: other)
      do throws(ModelFileError) {
        _ = try LanguageModelFile(contentsOf: other)
        return nil
      } catch {
        return error.message
      }
    }
    #expect(try fault { _, _ in } == nil)
    for index in file.tensors.indices {
      let missing = try fault { sources, _ in sources.remove(at: index) }
      #expect(missing == "there is no tensor '\(file.tensors[index].name)'")
    }
    #expect(
      try fault { sources, _ in sources.append(.init("more", shape: [1], floats: [0])) }
        == "it has tensors that belong to no layer; write the model again")
    #expect(
      try fault { _, metadata in metadata["networkSpec"] = "[Lbx6]" }?.hasSuffix(
        "what comes later is not known yet; write the model again") == true)
    // A network of a gigabyte, of which nothing is in the file.
    #expect(
      try fault { _, metadata in metadata["networkSpec"] = "[Lfx8000]" }?.hasPrefix("tensor ") == true)
    let numbers: [Float] = [.nan, .infinity, 3e38]
    for number in numbers {
      let bytes = withUnsafeBytes(of: number) { Array($0) }
      for tensor in file.tensors {
        let path = folder.file("wild")
        let sources = file.tensors.map { other in
          SafeTensors.Source(
            other.name, other.element, shape: other.shape,
            bytes: other.name == tensor.name
              ? (0..<other.shape.reduce(1, *)).flatMap { _ in bytes }
              : file.withBytes(of: other) { Array($0) })
        }
        try SafeTensors.write(sources, metadata: file.metadata, to: path)
        let model = try LanguageModelFile(contentsOf: path).model
        let texts = model.bestCompletions(of: [1], count: 2, limit: 4, width: 3)
        #expect(texts.allSatisfy { $0.logProbability <= 0 }, "\(tensor.name) \(number)")
      }
    }
  }
}
