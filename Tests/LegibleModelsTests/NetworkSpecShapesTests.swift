import LegibleLayers
import LegibleModels
import Testing

@Suite struct NetworkSpecShapesTests {
  @Test func crnnHasThePublishedParameters() throws {
    let spec = try NetworkSpec.preset("crnn", symbols: 37)
    // Convolution: out * in * kh * kw + out, and 2 * out with batch normalisation.
    // LSTM, two directions: 2 * (4h * (in + h) + 8h). Linear: out * in + out.
    #expect(
      spec.layers.indices.map { spec.parameterCount(ofLayer: $0) } == [
        640, 0, 73_856, 0, 295_680, 590_080, 0, 1_181_184, 2_359_808, 0, 1_050_112, 0,
        1_576_960, 131_328, 1_052_672, 18_981,
      ])
    #expect(spec.parameterCount == 8_331_301)
    // PyTorch's network gives 26 columns at width 100; 4 pixels a column, plus one.
    #expect(spec.columns(forInputWidth: 100) == 26)
    #expect(spec.columns(forInputWidth: 128) == 33)
    #expect(spec.symbolCount == 37)
  }

  @Test func smallKeepsItsLimits() throws {
    let spec = try NetworkSpec.preset("small", symbols: 96)
    #expect(spec.parameterCount == 1_865_984)
    #expect(spec.columns(forInputWidth: 128) == 32)
    #expect(
      spec.multiplyAdds(forInputWidth: 128) == [
        1_179_648, 0, 18_874_368, 0, 14_155_776, 28_311_552, 0, 23_592_960, 29_491_200, 0, 0, 0,
        19_660_800, 0, 19_660_800, 983_040,
      ])
    #expect(spec.multiplyAdds(forInputWidth: 128).reduce(0, +) == 155_910_144)
  }

  @Test func presetsPrintAsTheyAreRead() throws {
    for name in NetworkSpec.presetNames {
      let spec = try NetworkSpec.preset(name, symbols: 96)
      #expect(try NetworkSpec(parsing: spec.description) == spec)
    }
  }

  @Test func shapesAndWidthsFollowTheLayers() throws {
    let spec = try NetworkSpec(
      parsing: "[1,10,0,1 Cvr3,4,8 Mp2,2 Mp3,3,2,1,1,1 Cl3,3,5 S1(1x0)1,3 Do0.1 Lfx6 Fr7 O1c9]")
    let shapes = spec.layers.indices.map { spec.outputShape(ofLayer: $0) }
    #expect(spec.series.shapes[0] == FeatureShape(height: 10, channels: 1, isColumns: false))
    #expect(shapes.map(\.height) == [8, 4, 2, 2, 1, 1, 1, 1, 1])
    #expect(shapes.map(\.channels) == [8, 8, 8, 5, 10, 10, 6, 7, 9])
    #expect(shapes.map(\.isColumns) == [false, false, false, false, true, true, true, true, true])
    // 20 - 4 + 1 = 17; 17 / 2 = 8; 8 + 2 - 3 + 1 = 8.
    #expect(spec.columns(forInputWidth: 20) == 8)
    #expect(
      spec.multiplyAdds(forInputWidth: 20) == [
        8 * 17 * 8 * 12, 0, 0, 2 * 8 * 5 * 72, 0, 0, 8 * 24 * 16, 8 * 42, 8 * 63,
      ])
  }

  @Test func tooNarrowStripsHaveNoColumns() throws {
    let spec = try NetworkSpec.preset("crnn", symbols: 37)
    #expect((0...8).map { spec.columns(forInputWidth: $0) } == [0, 0, 0, 0, 2, 2, 2, 2, 3])
    #expect(spec.multiplyAdds(forInputWidth: 0).allSatisfy { $0 == 0 })
    let valid = try NetworkSpec(parsing: "[1,8,0,1 Cvr1,5,2 Mp1,3 S1(1x0)1,3 O1c2]")
    #expect([0, 4, 5, 6, 7, 10].map { valid.columns(forInputWidth: $0) } == [0, 0, 0, 0, 1, 2])
  }

  @Test func tensorsCarryPyTorchsNamesAndShapes() throws {
    let spec = try NetworkSpec(parsing: "[1,8,0,1 Cbl3,5,4 Mp2,2 Cr1,1,2 S1(1x0)1,3 Lbx3 Lrx2 Lfx2 Fr5 O1c6]")
    func lines(_ index: Int) -> [String] {
      let layer = spec.series.placed(name: NetworkSpec.name)[index]
      return layer.spec.leaves(name: layer.name, input: layer.input).flatMap { leaf in
        leaf.spec.parameters(input: leaf.input).map {
          "\(leaf.name).\($0.role) \($0.shape)\($0.isTrained ? "" : " buffer")"
        }
      }
    }
    #expect(
      lines(0) == [
        "layers.0.weight [4, 1, 3, 5]", "layers.0.bias [4]", "layers.0.norm.weight [4]",
        "layers.0.norm.bias [4]", "layers.0.norm.running_mean [4] buffer",
        "layers.0.norm.running_var [4] buffer",
      ])
    #expect(lines(1) == [])
    #expect(lines(2) == ["layers.2.weight [2, 4, 1, 1]", "layers.2.bias [2]"])
    #expect(lines(3) == [])
    #expect(
      lines(4) == [
        "layers.4.rnn.weight_ih_l0 [12, 8]", "layers.4.rnn.weight_hh_l0 [12, 3]",
        "layers.4.rnn.bias_ih_l0 [12]", "layers.4.rnn.bias_hh_l0 [12]",
        "layers.4.rnn.weight_ih_l0_reverse [12, 8]", "layers.4.rnn.weight_hh_l0_reverse [12, 3]",
        "layers.4.rnn.bias_ih_l0_reverse [12]", "layers.4.rnn.bias_hh_l0_reverse [12]",
      ])
    #expect(lines(5).first == "layers.5.rnn.weight_ih_l0_reverse [8, 6]")
    #expect(lines(5).count == 4)
    #expect(lines(6).first == "layers.6.rnn.weight_ih_l0 [8, 2]")
    #expect(lines(7) == ["layers.7.weight [5, 2]", "layers.7.bias [5]"])
    #expect(lines(8) == ["layers.8.weight [6, 5]", "layers.8.bias [6]"])
  }

  /// A block's numbers are those of its layers.
  @Test func blocksCountWhatTheirLayersCount() throws {
    let spec = try NetworkSpec(
      parsing: "[1,8,0,1 Cr3,3,4 Rr[Cbr3,3,6 Rl[Cl1,3,6] Cl3,3,4] Mp8,2 S1(1x0)1,3 Rl[Do0.1 Lbx2] O1c5]")
    #expect(
      spec.layers.indices.map { spec.parameterCount(ofLayer: $0) } == [
        40, (216 + 6 + 12) + (108 + 6) + (216 + 4), 0, 0, 2 * (8 * (4 + 2) + 16), 25,
      ])
    #expect(spec.parameterCount == 40 + 568 + 128 + 25)
    #expect(
      spec.multiplyAdds(forInputWidth: 10) == [
        36 * 80, (216 + 108 + 216) * 80, 0, 0, 2 * 8 * (4 + 2) * 5, 20 * 5,
      ])
    #expect(
      spec.leaves.map(\.name) == [
        "layers.0", "layers.1.0", "layers.1.1.0", "layers.1.2", "layers.2", "layers.3", "layers.4.0",
        "layers.4.1", "layers.5",
      ])
    #expect(spec.columns(forInputWidth: 10) == 5)
    #expect(spec.minimumInputWidth == 2)
    let wide = try NetworkSpec(parsing: "[1,8,0,1 Rl[Cl1,9,1] S1(1x0)1,3 O1c5]")
    #expect(wide.gap == 4)
    // A block that needs two columns to give one.
    let narrow = try NetworkSpec(parsing: "[1,8,0,1 Rl[Cvl1,2,1 Mp1,2,1,1,0,1] S1(1x0)1,3 O1c5]")
    #expect(narrow.minimumInputWidth == 2)
    #expect((0...3).map { narrow.columns(forInputWidth: $0) } == [0, 0, 2, 3])
  }
}
