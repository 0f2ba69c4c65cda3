import LegibleModels
import Testing

@Suite struct LayerNamesTests {
  @Test func aLayerGoesByItsNumberOrTheBeginningOfItsWord() throws {
    let spec = try NetworkSpec(parsing: "[1,32,0,1 Cbr3,3,8 Mp2,2 Cr3,3,8 Mp16,1 S1(1x0)1,3 Lbx8 Lbx16 O1c5]")
    let counts = [
      ("1", 1), ("8", 8), ("C", 3), ("Cbr", 1), ("Cr3,3,8", 3), ("Mp", 4), ("S1", 5), ("L", 7), ("Lbx8", 6),
      ("O", 8),
    ]
    for (name, count) in counts { #expect(spec.layerCount(through: name) == count, "\(name)") }
    for name in ["", "0", "9", "-1", "G", "c", "Lbx160"] {
      #expect(spec.layerCount(through: name) == nil, "\(name)")
    }
  }
}
