import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

@Suite struct JordanTests {
  @Test func aSoftmaxsOutputsAreShares() {
    let item = LayerCase("Jtfx5,s7", on: .columns(4))
    let output = LayerRun(item.make()).forward(item.input([9])).elements
    for column in 0..<9 {
      let shares = output[column * 7..<(column + 1) * 7]
      #expect(abs(shares.reduce(0, +) - 1) < 1e-6 && shares.allSatisfy { $0 > 0 })
    }
  }

  /// Taught its own outputs, a layer does what it does without a teacher, and nothing comes back in time.
  @Test(arguments: ["Jtfx5,s3", "Jsrx5,l3", "Jtbx4,s3"])
  func ownOutputsAsTeacherChangeNothingForwards(word: String) {
    let item = LayerCase(word, on: .columns(4))
    let input = item.input([6, 2, 0])
    let free = LayerRun(item.make())
    free.forward(input)
    let taught = LayerRun(item.make())
    taught.teachers = ["layers.0": free.output.copy()]
    taught.forward(input)
    #expect(taught.output.elements.bits == free.output.elements.bits)
  }

  /// A step is given the target before it: with other targets only what follows them changes. The gradient with
  /// respect to a column's input is that column's alone.
  @Test func aTeachersOutputEntersTheNextStepAlone() {
    let item = LayerCase("Jtfx5,s3", on: .columns(4))
    let input = item.input([6])
    let run = LayerRun(item.make())
    func outputs(_ changed: Int?) -> [Float] {
      let target = randomStrip(StripLayout(height: 1, widths: [6]), channels: 3, seed: 4)
      if let changed { target.item(0)[changed * 3] += 1 }
      run.teachers = ["layers.0": target]
      return run.forward(input).elements
    }
    let plain = outputs(nil)
    let changed = outputs(2)
    for column in 0..<6 {
      let own = column * 3..<(column + 1) * 3
      #expect((plain[own] == changed[own]) == (column != 3), "\(column)")
    }

    let cotangent = filledStrip(StripLayout(height: 1, widths: [6]), channels: 3) {
      $0 / 3 == 4 ? Float($0) : 0
    }
    let gradient = run.backward(cotangent, input: input).elements
    for column in 0..<6 {
      #expect(gradient[column * 4..<(column + 1) * 4].contains { $0 != 0 } == (column == 4), "\(column)")
    }
  }

  /// Of all parameters, by central differences, with the teacher's outputs fixed.
  @Test(arguments: ["Jtfx5,s3", "Jsbx4,l3"])
  func gradientsOfATaughtLayerMatchCentralDifferences(word: String) {
    let item = LayerCase(word, on: .columns(4))
    let input = item.input([4, 2])
    let cotangent = item.cotangent(input: input)
    let run = LayerRun(item.make())
    run.teachers = [
      "layers.0": randomStrip(item.outputLayout(input.layout), channels: item.series.output.channels, seed: 5)
    ]
    _ = run.train(input, cotangent)
    for parameter in run.layer.parameters {
      let gradients = parameter.gradients
      for index in 0..<parameter.count {
        let place = parameter.value.base + index
        let value = place.pointee
        func difference(_ h: Float) -> Double {
          place.pointee = value + h
          let above = run.forward(input).dot(cotangent)
          place.pointee = value - h
          let below = run.forward(input).dot(cotangent)
          place.pointee = value
          return (above - below) / Double(2 * h)
        }
        let expected = (4 * difference(0.02) - difference(0.04)) / 3
        // As in `LayerCase.gradientMismatch`.
        #expect(abs(Double(gradients[index]) - expected) <= 1e-3, "\(parameter.name)[\(index)]")
      }
    }
  }

  /// The state that a taught piece ends with is what the teacher says, so that the next piece goes on from there.
  @Test func aTaughtPieceEndsInTheTeachersOutput() {
    let item = LayerCase("Jtfx5,s3", on: .columns(4))
    let run = LayerRun(item.make())
    let states = RecurrentStates(items: 2)
    let target = randomStrip(StripLayout(height: 1, widths: [3, 1]), channels: 3, seed: 4)
    run.states = states
    run.teachers = ["layers.0": target]
    run.forward(item.input([3, 1]))
    let state = states.state(of: "layers.0", size: 3)
    let last = (0..<6).map { state.values.base[$0] }
    #expect(last == target.elements(of: 0).suffix(3) + target.elements(of: 1))
  }
}
