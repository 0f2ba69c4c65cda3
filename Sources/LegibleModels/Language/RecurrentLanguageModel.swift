import LegibleCTC
import LegibleLanguage
import LegibleLayers
import LegibleTensors

/// A language model that is a recurrent network (Mikolov et al. 2010): a character goes in as a vector of zeros with a
/// single one, and the softmax of what comes out is the probability of the next.
///
/// The states of its layers start from zeros, and the end of a text goes in before a text's first character: so a text's
/// probability depends on that text alone, as an n-gram model's does.
///
/// In a file its tensors have the names and shapes that the layers' modules have in PyTorch, and `networkSpec` says
/// what the layers are.
package struct RecurrentLanguageModel: StorableLanguageModel {
  package let spec: SequenceSpec
  package let alphabet: Alphabet
  /// In the order of the layers. Not to be changed.
  package let parameters: [Parameter]
  let series: ReadingSeries
  /// Numbers of a state: those of all recurrent layers, one after the other.
  let stateSize: Int
  /// The state before the first character of a text, and ln P of what comes first.
  private(set) var startState: [Float] = []
  private(set) var startLogs: [Float] = []

  /// - Parameter network: one input and one output for each symbol of the alphabet, the end included. Later changes to its
  ///   parameters do not reach this model.
  package init(_ network: SequenceNetwork, alphabet: Alphabet) {
    let copy = SequenceNetwork(network.spec)
    for (own, other) in zip(copy.parameters, network.parameters) {
      own.value.base.update(from: other.value.base, count: own.count)
    }
    self.init(adopting: copy, alphabet: alphabet)
  }

  private init(adopting network: SequenceNetwork, alphabet: Alphabet) {
    spec = network.spec
    precondition(
      spec.inputSize == alphabet.symbolCount && spec.series.output.channels == alphabet.symbolCount,
      "a network of \(spec.inputSize) inputs for \(alphabet.symbolCount) symbols")
    self.alphabet = alphabet
    parameters = network.parameters
    series = network.reading()
    stateSize = spec.states.reduce(0) { $0 + $1.size }
    let session = RecurrentLanguageSession(self, capacity: 1)
    startState = Array(repeating: 0, count: stateSize)
    startLogs = Array(repeating: 0, count: alphabet.symbolCount)
    session.load(startState[...], item: 0)
    session.run([0])
    session.unload(0, state: &startState, logs: &startLogs, row: 0)
  }

  package func makeStates(capacity: Int) -> RecurrentLanguageStates {
    RecurrentLanguageStates(self, capacity: capacity)
  }

  /// The network, to be trained further.
  package func makeNetwork() -> SequenceNetwork {
    let network = SequenceNetwork(spec)
    for (own, other) in zip(network.parameters, parameters) {
      own.value.base.update(from: other.value.base, count: own.count)
    }
    return network
  }

  /// The spec of a language model's network.
  /// - Parameter text: layers in brackets, such as `[Fl64 Lfx256]`.
  /// - Throws: `NetworkSpecError`.
  package static func spec(_ text: String, alphabet: Alphabet) throws(NetworkSpecError) -> SequenceSpec {
    try SequenceSpec(parsing: text, inputSize: alphabet.symbolCount, symbols: alphabet.symbolCount)
  }

  // MARK: The file

  package static let kind = "recurrent"
  private static let specKey = "networkSpec"

  package var sources: [SafeTensors.Source] { parameters.map { $0.source() } }
  package var metadata: [String: String] { [Self.specKey: spec.description] }

  package init(_ file: SafeTensors, alphabet: Alphabet) throws(ModelFileError) {
    func failure(_ fact: String) -> ModelFileError {
      ModelFileError(path: file.path, kind: .damaged, message: "\(fact); write the model again")
    }
    let spec: SequenceSpec
    do {
      spec = try Self.spec(file.metadata[Self.specKey] ?? "", alphabet: alphabet)
    } catch {
      throw failure("\(error)")
    }
    // All of them are there before memory is taken for the network.
    let tensors = StoredTensor.trained(spec.leaves)
    for tensor in tensors { try file.check(tensor) }
    guard file.tensors.count == tensors.count else {
      throw failure("it has tensors that belong to no layer")
    }
    let network = SequenceNetwork(spec)
    for parameter in network.parameters {
      parameter.adopt(try file.floats(parameter.name, shape: parameter.shape))
    }
    self.init(adopting: network, alphabet: alphabet)
  }
}
