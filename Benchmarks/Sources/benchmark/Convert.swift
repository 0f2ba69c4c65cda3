import ArgumentParser
import LegibleLanguage
import LegibleModels

/// `benchmark convert`: makes a model file of weights that PyTorch saved, so that all engines run the same
/// ones.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Make a model file of plain safetensors with Legible's names; without files, print the preset's spec."
  )

  @Option(help: "The network: \(NetworkSpec.presetNames.joined(separator: " or ")).")
  var preset = "crnn"

  @Argument(help: "The weights.")
  var weights: String?

  @Argument(help: "The model file to write.")
  var model: String?

  func run() throws {
    let symbols = presetSymbols(preset)
    let spec = try NetworkSpec.preset(preset, symbols: symbols)
    guard let weights, let model else { return print(spec) }
    let network = Network(spec)
    try network.load(SafeTensors(contentsOf: weights))
    // Which characters they are does not matter to the arithmetic; printable ones, as many as there are
    // outputs.
    let characters = (32..<UInt8(32 + symbols - 1)).map { String(Unicode.Scalar($0)) }
    try Model(network: network, alphabet: Alphabet(characters)).write(to: model)
  }
}
