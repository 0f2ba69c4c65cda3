import Legible
import LegibleLanguage
import LegibleModels

/// A recogniser of random weights over `abc é`, which reads different nonsense for every picture.
/// - Parameters:
///   - scale: of the output's weights: the larger, the surer of itself the network is.
///   - confidence: the model's calibration.
func nonsenseRecognizer(
  scale: Float, confidence: ConfidenceCalibration? = nil
) throws -> Recognizer {
  let network = Network(
    try NetworkSpec(parsing: "[1,32,0,1 Cr3,3,8 Mp4,4 Cr3,3,19 Mp8,1 S1(1x0)1,3 Lbx12 O1c6]"))
  network.initialize(seed: 4)
  for parameter in network.parameters.suffix(2) {
    for index in 0..<parameter.count { parameter.value.base[index] *= scale }
  }
  return Recognizer(
    Model(
      network: network, alphabet: try Alphabet(["a", "b", "c", " ", "é"]), confidence: confidence))
}
