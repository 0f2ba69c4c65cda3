import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// What every recurrent cell must do. `LSTMTests` and those of other cells have what is their own.
@Suite struct RecurrentTests {
  /// Every cell, as its word stands before the direction and after the hidden size.
  static let cells = [
    ("L", ""), ("Lp", ""), ("Lc", ""), ("G", ""), ("Gp", ""), ("Et", ""), ("Es", ""), ("Er", ""),
    ("Jt", ",s4"), ("Js", ",l3"), ("Jr", ",s3"),
  ]

  static func words(_ directions: [String], hiddenSize: Int) -> [String] {
    cells.flatMap { begin, end in directions.map { "\(begin)\($0)x\(hiddenSize)\(end)" } }
  }

  /// The ends of the walks, of every cell.
  static let summaries =
    cells.map { begin, end in "\(begin)bxs5\(end)" } + ["Lfxs3", "Lrxs3", "Lbxs3 Fl4 Gbx2"]

  static let cases =
    words(["f", "r", "b"], hiddenSize: 5).map { LayerCase($0, on: .columns(4)) }
    + summaries.map { LayerCase($0, on: .columns(4)) } + [
      // More sums than one piece of the weights' gradient, and than a panel's columns.
      LayerCase("Lbx37", on: .columns(33)), LayerCase("Gbx37", on: .columns(33)),
      LayerCase("Gpbx33", on: .columns(33)), LayerCase("Jtbx37,s33", on: .columns(33)),
      LayerCase("Lbx1", on: .columns(1)), LayerCase("Gbx1", on: .columns(1)),
      LayerCase("Lbx3 Lbx5", on: .columns(4)), LayerCase("Gbx3 Lpbx4 Gprx3 Lcfx3 Etbx4", on: .columns(4)),
    ]

  /// The layer's parameters of one walk, as `RecurrentReference` names them.
  static func tensors(_ parameters: [Parameter], reversed: Bool) -> [String: [Float]] {
    let suffix = reversed ? "_l0_reverse" : "_l0"
    return Dictionary(
      uniqueKeysWithValues: parameters.compactMap { parameter in
        let role = String(parameter.name.split(separator: ".").last!)
        guard role.hasSuffix(suffix) else { return nil }
        return (String(role.dropLast(suffix.count)), parameter.values)
      })
  }

  static func cell(_ word: String) -> any RecurrentCell {
    func cell<Cell: RecurrentCell>(_ spec: Recurrent<Cell>) -> any RecurrentCell { spec.cell }
    switch LayerSeries(word, on: .columns(4)).layers[0] {
    case let spec as Recurrent<LSTM>: return cell(spec)
    case let spec as Recurrent<PeepholeLSTM>: return cell(spec)
    case let spec as Recurrent<CoupledLSTM>: return cell(spec)
    case let spec as Recurrent<GRU>: return cell(spec)
    case let spec as Recurrent<ResetFirstGRU>: return cell(spec)
    case let spec as Recurrent<Elman>: return cell(spec)
    case let spec as Recurrent<Jordan>: return cell(spec)
    default: fatalError("\(word) is no recurrent layer")
    }
  }

  /// Both directions, from zeros and from random states, the states at the end too. Sums of about ten terms of about
  /// size 1, and up to seven steps that hand their errors on.
  @Test(arguments: words(["b"], hiddenSize: 6), [false, true])
  func everyCellComputesItsEquations(word: String, hasState: Bool) throws {
    let item = LayerCase(word, on: .columns(4))
    let cell = Self.cell(word)
    let run = LayerRun(item.make())
    let input = item.input([7, 3, 0, 5])
    let size = 2 * cell.stateSize
    let states = RecurrentStates(items: 4)
    let state = states.state(of: "layers.0", size: size)
    var random = RandomSource(seed: 5)
    for index in 0..<4 * size { state.values.base[index] = random.uniform(in: -1...1) }
    let initial = (0..<4 * size).map { Double(state.values.base[$0]) }
    if hasState { run.states = states }
    run.forward(input)
    let o = cell.outputSize
    for (index, width) in input.layout.widths.enumerated() {
      let values = input.elements(of: index).map(Double.init)
      let columns = (0..<width).map { Array(values[$0 * 4..<$0 * 4 + 4]) }
      let output = run.output.elements(of: index)
      for reversed in [false, true] {
        let reference = RecurrentReference(
          cell: cell, tensors: Self.tensors(run.layer.parameters, reversed: reversed))
        let start = index * size + (reversed ? cell.stateSize : 0)
        let own = Array(initial[start..<start + cell.stateSize])
        var (expected, end) = reference.run(
          reversed ? columns.reversed() : columns,
          from: hasState ? .init(output: Array(own[..<o]), cell: Array(own[o...])) : nil)
        if reversed { expected.reverse() }
        let actual = (0..<width).flatMap { t -> ArraySlice<Float> in
          let first = (2 * t + (reversed ? 1 : 0)) * o
          return output[first..<first + o]
        }
        #expect(
          firstMismatch(actual, expected.flatMap { $0 }) { _ in 1e-5 } == nil, "\(index), \(reversed)")
        guard hasState else { continue }
        let last = (0..<cell.stateSize).map { state.values.base[start + $0] }
        #expect(
          firstMismatch(last, end.output + (cell.carriesMemory ? end.cell : [])) { _ in 1e-5 } == nil,
          "\(index), \(reversed)")
      }
    }
  }

  /// The reverse direction is the forward one on the reversed sequence.
  @Test(arguments: cells)
  func reverseWalksFromTheEnd(begin: String, end: String) {
    let forward = LayerCase("\(begin)fx5\(end)", on: .columns(4)).make()
    let reverse = LayerCase("\(begin)rx5\(end)", on: .columns(4)).make()
    let input = randomStrip(StripLayout(height: 1, widths: [7]), channels: 4, seed: 1)
    let values = input.elements
    let reversed = filledStrip(input.layout, channels: 4) { values[(6 - $0 / 4) * 4 + $0 % 4] }
    let ahead = LayerRun(forward).forward(reversed).elements
    let back = LayerRun(reverse).forward(input).elements
    let o = ahead.count / 7
    #expect((0..<7).allSatisfy { t in back[t * o..<t * o + o] == ahead[(6 - t) * o..<(6 - t) * o + o] })
  }

  @Test(arguments: [
    ("lstm", "Lfx5"), ("lstm, bidirectional", "Lbx5"), ("lstm, from a state", "Lbx5"), ("gru", "Gfx5"),
    ("gru, bidirectional", "Gbx5"), ("gru, from a state", "Gbx5"), ("elman, tanh", "Etfx5"),
    ("elman, tanh, bidirectional", "Etbx5"), ("elman, relu, bidirectional", "Erbx5"),
    ("elman, from a state", "Etbx5"), ("lstm, summary", "Lbxs5"), ("gru, summary", "Gbxs5"),
  ])
  func goldens(name: String, word: String) throws {
    #expect(try Golden("layers").mismatch(name, word, on: .columns(6)) == nil)
  }

  @Test(arguments: [("lstm", "L"), ("gru", "G")])
  func goldensOfTwoLayers(name: String, begin: String) throws {
    let layers = LayerCase("\(begin)bx5 \(begin)bx5", on: .columns(6)).make()
    let mismatch = try Golden("layers").mismatch("\(name), bidirectional, two layers", layers) { parameter in
      // Every layer here is its own layer 0; in PyTorch the second one is layer 1.
      let role = String(parameter.name.split(separator: ".").last!)
      return parameter.name.hasPrefix("layers.0") ? role : role.replacing("_l0", with: "_l1")
    }
    #expect(mismatch == nil)
  }

  /// Of each walk where it ends: the forward one at the last column, the reverse one at the first.
  @Test(arguments: cells, ["f", "r", "b"])
  func aSummaryIsTheEndOfTheWalks(cell: (begin: String, end: String), direction: String) throws {
    let whole = LayerCase("\(cell.begin)\(direction)x5\(cell.end)", on: .columns(4))
    let summary = LayerCase("\(cell.begin)\(direction)xs5\(cell.end)", on: .columns(4))
    let input = whole.input([7, 1, 0, 5])
    let columns = LayerRun(whole.make()).forward(input)
    let ends = LayerRun(summary.make()).forward(input)
    #expect(ends.layout.widths == [1, 1, 0, 1])
    let channels = columns.channels
    for (index, width) in input.layout.widths.enumerated() where width > 0 {
      let all = columns.elements(of: index)
      let (first, last) = (Array(all.prefix(channels)), Array(all.suffix(channels)))
      let expected =
        switch direction {
        case "f": last
        case "r": first
        default: Array(last[..<(channels / 2)] + first[(channels / 2)...])
        }
      #expect(ends.elements(of: index) == expected, "\(index)")
    }
  }

  @Test func aSummaryCostsWhatItsColumnsCost() {
    let (all, ends) = (Recurrent(LSTM(hiddenSize: 5)), Recurrent(LSTM(hiddenSize: 5), isSummary: true))
    #expect(
      ends.multiplyAdds(input: .columns(4), width: 32) == all.multiplyAdds(input: .columns(4), width: 32))
    #expect(ends.outputWidth(32) == 1 && ends.outputWidth(0) == 0)
    #expect(ends.output(of: .columns(4)) == .summary(10))
  }

  @Test func tensorsHavePyTorchsNamesAndShapes() {
    func tensors(_ word: String) -> [String: [Int]] {
      let layer = LayerSeries(word, on: .columns(3)).makeTrainingLayers(name: "layers")[0]
      return Dictionary(uniqueKeysWithValues: layer.parameters.map { ($0.name, $0.shape) })
    }
    func named(_ shapes: [String: [Int]], _ suffix: String = "_l0") -> [String: [Int]] {
      Dictionary(uniqueKeysWithValues: shapes.map { ("layers.0.rnn.\($0)\(suffix)", $1) })
    }
    let gru = ["weight_ih": [6, 3], "weight_hh": [6, 2], "bias_ih": [6], "bias_hh": [6]]
    #expect(tensors("Gfx2") == named(gru))
    #expect(tensors("Gprx2") == named(gru, "_l0_reverse"))
    #expect(tensors("Gbx2") == named(gru).merging(named(gru, "_l0_reverse")) { a, _ in a })
    let elman = ["weight_ih": [2, 3], "weight_hh": [2, 2], "bias_ih": [2], "bias_hh": [2]]
    #expect(tensors("Erfx2") == named(elman))
    #expect(tensors("Lcfx2") == named(gru))
    let lstm = ["weight_ih": [8, 3], "weight_hh": [8, 2], "bias_ih": [8], "bias_hh": [8]]
    #expect(tensors("Lpfx2") == named(lstm.merging(["weight_c": [6]]) { a, _ in a }))
    let jordan = [
      "weight_ih": [2, 3], "weight_hh": [2, 5], "weight_ho": [5, 2], "bias_ih": [2], "bias_hh": [2],
      "bias_ho": [5],
    ]
    #expect(tensors("Jtfx2,s5") == named(jordan))
  }

  /// By hand: the products of one column with the input's and the recurrent weights.
  @Test func multiplyAddsAreThoseOfTheMatrices() {
    for (word, expected) in [
      ("Lfx5", 20 * 4 + 20 * 5), ("Gfx5", 15 * 4 + 15 * 5), ("Gpfx5", 15 * 4 + 15 * 5),
      ("Lcfx5", 15 * 4 + 15 * 5), ("Etfx5", 5 * 4 + 5 * 5), ("Lpfx5", 20 * 4 + 20 * 5),
      ("Jtfx5,s7", 5 * 4 + 5 * 7 + 7 * 5), ("Gbx5", 2 * (15 * 4 + 15 * 5)),
    ] {
      #expect(LayerSeries(word, on: .columns(4)).multiplyAdds(width: 9) == [9 * expected], "\(word)")
    }
  }
}
