import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// Streams in pieces: the states that recurrent layers start from and end with.
@Suite struct RecurrentStatesTests {
  static let forward = RecurrentTests.words(["f"], hiddenSize: 5)
  static let stacks = ["Lfx4 Gfx5 Etfx3", "Gpfx3 Lpfx4", "Rl[Lcfx4] Jtfx5,s3"]

  private func randomStates(_ series: LayerSeries, items: Int, seed: UInt64) -> RecurrentStates {
    let states = RecurrentStates(items: items)
    var random = RandomSource(seed: seed)
    for state in allStates(states, series) {
      for index in 0..<items * state.size {
        state.values.base[index] = random.uniform(in: -1...1)
        state.gradients.base[index] = random.normal()
      }
    }
    return states
  }

  /// Those of the recurrent layers of a series.
  private func allStates(_ states: RecurrentStates, _ series: LayerSeries) -> [RecurrentState] {
    series.placed(name: "layers").flatMap { $0.spec.leaves(name: $0.name, input: $0.input) }.compactMap {
      layer in Self.stateSize(layer.spec).map { states.state(of: layer.name, size: $0) }
    }
  }

  private static func stateSize(_ spec: any LayerSpec) -> Int? {
    switch spec {
    case let spec as Recurrent<LSTM>: spec.stateSize
    case let spec as Recurrent<PeepholeLSTM>: spec.stateSize
    case let spec as Recurrent<CoupledLSTM>: spec.stateSize
    case let spec as Recurrent<GRU>: spec.stateSize
    case let spec as Recurrent<ResetFirstGRU>: spec.stateSize
    case let spec as Recurrent<Elman>: spec.stateSize
    case let spec as Recurrent<Jordan>: spec.stateSize
    default: nil
    }
  }

  private func values(_ state: RecurrentState, items: Int) -> [Float] {
    (0..<items * state.size).map { state.values.base[$0] }
  }

  /// Cuts columns `range(item)` out of every item.
  private func cut(_ strip: Strip, _ range: (Int) -> Range<Int>) -> Strip {
    let widths = strip.layout.widths.indices.map { range($0).count }
    let all = strip.layout.widths.indices.flatMap { item in
      let own = strip.elements(of: item)
      return Array(own[range(item).lowerBound * strip.channels..<range(item).upperBound * strip.channels])
    }
    return filledStrip(
      StripLayout(height: 1, widths: widths, gap: strip.layout.gap), channels: strip.channels
    ) {
      all[$0]
    }
  }

  /// The bits of a whole pass, whatever the pieces: of columns one by one, of some of them, of none.
  @Test(arguments: forward + stacks)
  func aStreamReadInPiecesIsTheStreamReadAtOnce(words: String) throws {
    let item = LayerCase(words, on: .columns(4))
    let reading = try #require(item.reading())
    let input = item.input([9, 4, 0, 7])
    let whole = reading.read(input)
    for length in [1, 2, 3, 9] {
      let workspace = Workspace()
      workspace.states = RecurrentStates(items: 4)
      var pieces = [[Float]](repeating: [], count: 4)
      for first in stride(from: 0, to: 9, by: length) {
        let part = cut(input) { item in
          let width = input.layout.widths[item]
          return min(first, width)..<min(first + length, width)
        }
        let output = reading.read(part, workspace: workspace)
        for item in 0..<4 { pieces[item] += output.elements(of: item) }
      }
      for item in 0..<4 {
        #expect(pieces[item].bits == whole.elements(of: item).bits, "\(item) in pieces of \(length)")
      }
    }
  }

  /// As a beam search does: one column for many hypotheses, some of which go on, some twice, some not.
  @Test(arguments: forward + stacks)
  func selectedStatesGoOnWhereTheirsEnded(words: String) throws {
    let item = LayerCase(words, on: .columns(4))
    let reading = try #require(item.reading())
    let (first, second) = (item.input([1, 1, 1], seed: 3), item.input([1, 1, 1, 1], seed: 4))
    let workspace = Workspace()
    let states = RecurrentStates(items: 3)
    workspace.states = states
    _ = reading.read(first, workspace: workspace)
    let parents = [2, 0, 2, 1]
    states.select(parents)
    #expect(states.items == 4)
    let output = reading.read(second, workspace: workspace)
    for (place, parent) in parents.enumerated() {
      let columns = first.elements(of: parent) + second.elements(of: place)
      let whole = reading.read(
        filledStrip(StripLayout(height: 1, widths: [2], gap: first.layout.gap), channels: 4) { columns[$0] })
      let expected = whole.elements.suffix(output.channels)
      #expect(output.elements(of: place).bits == Array(expected).bits, "\(place)")
    }
  }

  @Test(arguments: RecurrentTests.words(["f", "r", "b"], hiddenSize: 5) + stacks)
  func trainingAndReadingEndInTheSameStates(words: String) throws {
    let item = LayerCase(words, on: .columns(4))
    let input = item.input([3, 1, 6, 0])
    let run = LayerRun(item.make())
    let (trained, read) = (
      randomStates(item.series, items: 4, seed: 6), randomStates(item.series, items: 4, seed: 6)
    )
    let workspace = Workspace()
    run.states = trained
    workspace.states = read
    let output = try #require(item.reading()).read(input, workspace: workspace)
    #expect(run.forward(input).elements.bits == output.elements.bits)
    for (a, b) in zip(allStates(trained, item.series), allStates(read, item.series)) {
      #expect(values(a, items: 4).bits == values(b, items: 4).bits)
    }
    #expect(!allStates(trained, item.series).isEmpty)
  }

  /// Of inputs, parameters and initial states, by central differences of a loss that sees the outputs and the last
  /// states; step and tolerance as in `LayerCase.gradientMismatch`.
  @Test(
    arguments: RecurrentTests.words(["f", "r", "b"], hiddenSize: 5) + stacks,
    [[4], [1], [3, 1, 6, 2], [2, 0, 3]])
  func gradientsReachTheStatesThatAPieceStartsFrom(words: String, widths: [Int]) {
    let item = LayerCase(words, on: .columns(4))
    let input = item.input(widths)
    let cotangent = item.cotangent(input: input)
    let run = LayerRun(item.make())
    let items = widths.count
    let start = randomStates(item.series, items: items, seed: 8)
    let initial = allStates(start, item.series)
    let finalCotangents = initial.map { state in (0..<items * state.size).map { state.gradients.base[$0] } }

    /// Runs from a copy of the initial states.
    func forward() -> [RecurrentState] {
      let states = RecurrentStates(items: items)
      let own = allStates(states, item.series)
      for (index, state) in own.enumerated() {
        let count = items * state.size
        state.values.base.update(from: initial[index].values.base, count: count)
        state.gradients.base.update(from: finalCotangents[index], count: count)
      }
      run.states = states
      run.forward(input)
      return own
    }
    func loss() -> Double {
      let states = forward()
      return zip(states, finalCotangents).reduce(run.output.dot(cotangent)) { sum, pair in
        pair.1.indices.reduce(sum) { $0 + Double(pair.0.values.base[$1]) * Double(pair.1[$1]) }
      }
    }
    run.zeroGradients()
    let states = forward()
    run.backward(cotangent, input: input)

    func check(_ name: String, _ places: UnsafeMutablePointer<Float>, _ gradients: [Float], _ chosen: [Int]) {
      let largest = Double(gradients.map { abs($0) }.max() ?? 0)
      for index in chosen {
        let value = places[index]
        func difference(_ h: Float) -> Double {
          places[index] = value + h
          let (upper, above) = (places[index], loss())
          places[index] = value - h
          let (lower, below) = (places[index], loss())
          places[index] = value
          return (above - below) / Double(upper - lower)
        }
        let expected = (4 * difference(0.02) - difference(0.04)) / 3
        let isClose = abs(Double(gradients[index]) - expected) <= 1e-3 * max(1, largest)
        #expect(isClose, "\(name)[\(index)] has gradient \(gradients[index]), not \(expected)")
        if !isClose { return }
      }
    }
    for (index, state) in states.enumerated() {
      let gradients = (0..<items * state.size).map { state.gradients.base[$0] }
      check("state \(index)", initial[index].values.base, gradients, Array(gradients.indices))
    }
    var random = RandomSource(seed: 12)
    for parameter in run.layer.parameters {
      let chosen = (0..<parameter.count).shuffled(using: &random).prefix(20)
      check(parameter.name, parameter.value.base, parameter.gradients, Array(chosen))
    }
  }

  /// Backward through the pieces, last to first, with the gradients of the states handed on, is backward through the
  /// whole stream; cut off, it is not.
  @Test(arguments: forward)
  func gradientsOfPiecesAddUpToThoseOfTheStream(word: String) {
    let item = LayerCase(word, on: .columns(4))
    let input = item.input([6, 4])
    let cotangent = item.cotangent(input: input)
    let whole = LayerRun(item.make())
    _ = whole.train(input, cotangent)

    func pieces(isCut: Bool) -> [[Float]] {
      let halves: [(Int) -> Range<Int>] = [{ _ in 0..<2 }, { 2..<input.layout.widths[$0] }]
      let states = RecurrentStates(items: 2)
      let runs = halves.map { half in
        let run = LayerRun(item.make())
        run.states = states
        run.zeroGradients()
        run.forward(cut(input, half))
        return run
      }
      states.zeroGradients()
      for (run, half) in zip(runs, halves).reversed() {
        run.backward(cut(cotangent, half), input: cut(input, half))
        if isCut { states.zeroGradients() }
      }
      return zip(runs[0].layer.parameters, runs[1].layer.parameters).map { a, b in
        zip(a.gradients, b.gradients).map { $0 + $1 }
      }
    }
    let together = pieces(isCut: false)
    let expected = whole.layer.parameters.map(\.gradients)
    // Another order of sums.
    for (a, b) in zip(together, expected) {
      #expect(firstMismatch(a, b, absolute: 1e-4, relative: 1e-4) == nil)
    }
    let truncated = pieces(isCut: true)
    #expect(zip(truncated, expected).contains { firstMismatch($0, $1, absolute: 1e-3) != nil })
  }
}
