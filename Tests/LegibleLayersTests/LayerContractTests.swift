import LegibleLayers
import LegibleTensors
import TestSupport
import Testing

/// What every layer must do, made from the words of a spec. A new layer adds its cases here.
@Suite struct LayerContractTests {
  static let cases =
    ConvolutionTests.cases + BatchNormTests.cases + MaxPoolingTests.cases + HeightCollapseTests.cases
    + LinearTests.cases + DropoutTests.cases + RecurrentTests.cases + ResidualTests.cases
    + DepthwiseConvolutionTests.cases

  static let raggedWidths = [
    [1], [4], [2, 5], [1, 4, 2], [3, 3], [3, 1, 6, 2], [5, 1, 2, 0, 3], [0, 0, 3],
  ]

  /// Wider than one piece of work in every direction: more than 256 columns, more than 8 items.
  static let wide = [40, 1, 13, 0, 97, 7, 61, 2, 3, 30, 55, 21, 9]

  @Test(arguments: cases, raggedWidths)
  func gradientsMatchCentralDifferences(item: LayerCase, widths: [Int]) {
    #expect(item.gradientMismatch(widths: widths) == nil)
  }

  @Test(arguments: cases)
  func outputHasTheShapeThatTheSpecSays(item: LayerCase) {
    for widths in Self.raggedWidths {
      let run = LayerRun(item.make())
      let input = item.input(widths)
      let (layout, channels) = (item.outputLayout(input.layout), item.series.output.channels)
      run.forward(input)
      #expect(run.output.layout == layout && run.output.channels == channels)
      if let output = item.reading()?.read(input) {
        #expect(output.layout == layout && output.channels == channels && output.format == .floats)
      }
    }
  }

  @Test(arguments: cases)
  func gapsAreZeroAndEveryElementIsWritten(item: LayerCase) {
    for widths in Self.raggedWidths + [Self.wide, [], [0], [0, 0]] {
      let run = LayerRun(item.make())
      let input = item.input(widths)
      let result = run.train(input, item.cotangent(input: input))
      // The strips held NaNs before.
      #expect(run.output.gapsAreZero, "\(widths)")
      #expect(run.inputGradient.gapsAreZero, "\(widths)")
      #expect(run.inputGradient.layout == input.layout && run.inputGradient.channels == input.channels)
      let all = result.output + result.inputGradient + result.parameterGradients.flatMap { $0 }
      #expect(all.allSatisfy { Float(bitPattern: $0).isFinite }, "\(widths)")
      if let output = item.reading()?.read(input) {
        #expect(output.gapsAreZero && output.elements.allSatisfy(\.isFinite), "\(widths)")
      }
    }
  }

  @Test(arguments: cases)
  func resultsDoNotDependOnTheThreads(item: LayerCase) {
    let input = item.input(Self.wide)
    let cotangent = item.cotangent(input: input)
    let alone = LayerRun(item.make()).train(input, cotangent)
    for threads in [2, 5] {
      #expect(LayerRun(item.make()).train(input, cotangent, threads: threads) == alone, "\(threads) threads")
    }
  }

  /// Its output, and its input's gradient.
  @Test(arguments: cases.filter(\.itemsAreIndependent))
  func anItemsBitsAreTheSameAloneAndInAnyBatch(item: LayerCase) {
    let input = item.input(Self.wide)
    let cotangent = item.cotangent(input: input)
    let indices = Array(Self.wide.indices)
    let whole = LayerRun(item.make())
    _ = whole.train(input, cotangent)
    for threads in [1, 2, 5] {
      for batch in indices.map({ [$0] }) + [indices.reversed(), [4, 1, 4], [0, 3, 6]] {
        let part = LayerRun(item.make())
        _ = part.train(input.selecting(batch), cotangent.selecting(batch), threads: threads)
        for (place, index) in batch.enumerated() {
          let output = part.output.elements(of: place).bits
          let gradient = part.inputGradient.elements(of: place).bits
          #expect(output == whole.output.elements(of: index).bits, "\(index) in \(batch)")
          #expect(gradient == whole.inputGradient.elements(of: index).bits, "\(index) in \(batch)")
        }
      }
    }
  }

  @Test(arguments: cases)
  func anItemReadsTheSameAloneAndInAnyBatch(item: LayerCase) throws {
    guard let reading = item.reading() else { return }
    let input = item.input(Self.wide)
    let indices = Array(Self.wide.indices)
    let whole = reading.read(input)
    // One workspace for all: nothing of a batch may reach the next.
    let workspace = Workspace()
    for batch in [indices.reversed(), [4, 1, 4]] + indices.map({ [$0] }) {
      let part = reading.read(input.selecting(batch), workspace: workspace)
      for (place, index) in batch.enumerated() {
        #expect(part.elements(of: place).bits == whole.elements(of: index).bits, "\(index) in \(batch)")
      }
    }
  }

  @Test(arguments: cases.filter(\.readsAsItTrains))
  func readingComputesWhatTrainingComputes(item: LayerCase) throws {
    let reading = try #require(item.reading())
    let input = item.input(Self.wide)
    #expect(reading.read(input).elements.bits == LayerRun(item.make()).forward(input).elements.bits)
  }

  @Test(arguments: cases)
  func aBatchSeesNothingOfTheOneBefore(item: LayerCase) {
    let run = LayerRun(item.make())
    let large = item.input(Self.wide, seed: 7)
    _ = run.train(large, item.cotangent(input: large))
    for widths in [[2, 5], [1], [5, 1, 2, 0, 3]] {
      let small = item.input(widths)
      let cotangent = item.cotangent(input: small)
      #expect(run.train(small, cotangent) == LayerRun(item.make()).train(small, cotangent), "\(widths)")
    }
  }

  @Test(arguments: cases)
  func backwardAddsToTheParametersGradients(item: LayerCase) {
    let run = LayerRun(item.make())
    let input = item.input([3, 1, 6, 2])
    let cotangent = item.cotangent(input: input)
    let once = run.train(input, cotangent)
    run.backward(cotangent, input: input)
    for (parameter, bits) in zip(run.layer.parameters, once.parameterGradients) {
      let doubled = bits.map { 2 * Float(bitPattern: $0) }
      // Adding to what is there, term by term or at the end, rounds differently.
      #expect(firstMismatch(parameter.gradients, doubled, absolute: 1e-4, relative: 1e-5) == nil)
    }
  }

  @Test(arguments: cases)
  func theInputsGradientMayBeLeftOut(item: LayerCase) {
    let run = LayerRun(item.make())
    let input = item.input([3, 1, 6, 2])
    let cotangent = item.cotangent(input: input)
    let both = run.train(input, cotangent)
    run.zeroGradients()
    run.backward(cotangent, input: input, wantsInput: false)
    #expect(run.layer.parameters.map(\.gradients.bits) == both.parameterGradients)
  }
}
