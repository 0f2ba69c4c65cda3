import LegibleTensors

/// A recurrent layer that gives the ends of its walks alone, while it is trained.
final class SummaryTraining: TrainingLayer {
  struct Cache {
    fileprivate var layer: RecurrentTraining.Cache
    /// What the layer gives of all columns, and the gradient of that.
    fileprivate let columns = Strip(), gradient = Strip()
  }

  private let layer: RecurrentTraining
  private let walks: [Bool]

  /// - Parameter walks: of the layer: for each whether it goes from the last column to the first.
  init(of layer: RecurrentTraining, walks: [Bool]) {
    self.layer = layer
    self.walks = walks
  }

  var parameters: [Parameter] { layer.parameters }

  func initialize(using random: inout RandomSource, start: RecurrentStart) {
    layer.initialize(using: &random, start: start)
  }

  func makeCache() -> Cache { Cache(layer: layer.makeCache()) }

  func forward(_ input: Strip, into output: Strip, cache: inout Cache, context: TrainingContext) {
    layer.forward(input, into: cache.columns, cache: &cache.layer, context: context)
    summarize(cache.columns, walks: walks, into: output)
  }

  /// The columns that were not given have no gradient of their own: it comes to them through the walks.
  func backward(
    _ outputGradient: Strip, input: Strip, output: Strip, into inputGradient: Strip?, cache: inout Cache,
    context: TrainingContext
  ) {
    let (columns, gradient) = (cache.columns, cache.gradient)
    gradient.reshape(columns.layout, channels: columns.channels)
    gradient.zero()
    forEachEnd(of: columns.layout, walks: walks, channels: columns.channels) { item, column, channels in
      (gradient.position(row: 0, column: column) + channels.lowerBound).update(
        from: outputGradient.item(item) + channels.lowerBound, count: channels.count)
    }
    layer.backward(
      gradient, input: input, output: columns, into: inputGradient, cache: &cache.layer, context: context)
  }
}

/// Picks the ends of the walks out of what a recurrent layer has read, floats or bytes.
struct SummaryReading: ReadingLayer {
  let walks: [Bool]

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    summarize(input, walks: walks, into: output)
  }
}

/// One column for each item that has columns, none for others.
private func summarize(_ input: Strip, walks: [Bool], into output: Strip) {
  output.reshape(input.layout, height: 1, channels: input.channels, format: input.format) { min($0, 1) }
  output.clearGaps()
  forEachEnd(of: input.layout, walks: walks, channels: input.channels) { item, column, channels in
    switch input.format {
    case .floats:
      (output.item(item) + channels.lowerBound).update(
        from: input.position(row: 0, column: column) + channels.lowerBound, count: channels.count)
    case .bytes:
      (output.byteItem(item) + channels.lowerBound).update(
        from: input.bytePosition(row: 0, column: column) + channels.lowerBound, count: channels.count)
    }
  }
}

/// Calls `body` with the column of the strip at which each walk ends, and with the channels of that walk.
private func forEachEnd(
  of layout: StripLayout, walks: [Bool], channels: Int,
  _ body: (_ item: Int, _ column: Int, _ channels: Range<Int>) -> Void
) {
  let size = channels / walks.count
  for item in 0..<layout.count where layout.widths[item] > 0 {
    for (number, reversed) in walks.enumerated() {
      let column = layout.offsets[item] + (reversed ? 0 : layout.widths[item] - 1)
      body(item, column, number * size..<(number + 1) * size)
    }
  }
}
