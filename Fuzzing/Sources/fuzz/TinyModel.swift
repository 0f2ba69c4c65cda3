import LegibleLanguage
import LegibleModels

/// A sound model of a few hundred bytes of weights, from which inputs are made.
func tinyModel() throws -> Model {
  let network = Network(try NetworkSpec(parsing: "[1,8,0,1 Cbr3,3,2 Mp2,2 S1(1x0)1,3 Lbx2 O1c3]"))
  network.initialize(seed: 1)
  return Model(network: network, alphabet: try Alphabet(["a", "b"]))
}
