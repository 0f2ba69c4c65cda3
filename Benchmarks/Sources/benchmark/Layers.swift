import ArgumentParser
import LegibleLayers
import LegibleModels
import LegibleTensors

/// `benchmark layers`: where a network's time goes.
struct Layers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time each layer of a network as it reads, on one thread.",
    discussion: """
      All layers run in order, again and again, timed by the process's own clock; printed are the medians. Operations \
      are those of the sums as they are written out, so the rate of a Winograd convolution may exceed the processor's.
      """)

  @OptionGroup var network: NetworkOptions

  @Option(help: "Crops in the batch.")
  var batch = 32

  @Option(help: "Width of a crop at the network's height.")
  var width = 100

  @Option(help: "Seconds to run for.")
  var seconds = 3.0

  func run() throws {
    let (network, spec) = try network.open()
    let input = noise(widths: [Int](repeating: width, count: batch), spec: spec)
    // Each layer reads the strip of the one before, as in a network, where only two strips take turns.
    let outputs = [Strip(), Strip()]
    let workspace = Workspace()
    var times = network.layers.map { _ in [Double]() }
    var shapes: [Shape] = []
    _ = secondsPerCall(atLeast: seconds) {
      var current = input
      shapes = []
      for (index, layer) in network.layers.enumerated() {
        times[index].append(
          secondsPerCall(atLeast: 0, clock: .cpu) {
            layer.forward(current, into: outputs[index % 2], workspace: workspace)
          })
        current = outputs[index % 2]
        shapes.append(
          Shape(height: current.layout.height, width: current.layout.widths[0], channels: current.channels))
      }
    }
    let medians = times.map(median)
    let total = medians.reduce(0, +)
    print(
      "\(InstructionSet.current), \(batch) crops of \(spec.inputHeight)x\(width), one thread\n"
        + "layer".padded(30) + "output".padded(14) + "MFLOP/image  us/image   GFLOP/s  share")
    var next = 0
    for (shape, seconds) in zip(shapes, medians) {
      let (words, flops) = wordsOfSpec(upTo: shape, spec: spec, next: &next)
      row(words, "\(shape.height)x\(shape.width)x\(shape.channels)", flops, seconds, total)
    }
    row("all", "", Double(2 * spec.multiplyAdds(forInputWidth: width).reduce(0, +)), total, total)
  }

  private struct Shape: Equatable {
    let height, width, channels: Int
  }

  /// The words of the spec that make this output, from `next` on, and their floating-point operations for one crop. A layer
  /// that reads may be several of the spec, such as a convolution with its pooling; or one with a part of the next, whose
  /// output the spec does not have and which is shown as that one.
  private func wordsOfSpec(
    upTo output: Shape, spec: NetworkSpec, next: inout Int
  ) -> (words: String, flops: Double) {
    guard next < spec.layers.count else { return ("", 0) }
    // Dropout is no layer when reading.
    var first = next
    while first < spec.layers.count - 1, spec.layers[first] is Dropout { first += 1 }
    let ends = spec.layers.indices[first...].filter { index in
      let shape = spec.outputShape(ofLayer: index)
      let columns = spec.columns(forInputWidth: width, afterLayer: index)
      return Shape(height: shape.height, width: columns, channels: shape.channels) == output
    }
    let range = first...(ends.first ?? first)
    next = range.upperBound + 1
    let multiplyAdds = spec.multiplyAdds(forInputWidth: width)[range].reduce(0, +)
    return (range.map { "\(spec.layers[$0])" }.joined(separator: " "), Double(2 * multiplyAdds))
  }

  private func row(_ words: String, _ output: String, _ flops: Double, _ seconds: Double, _ total: Double) {
    print(
      words.padded(30) + output.padded(14) + fixed(flops / 1e6, 1, width: 11)
        + fixed(seconds / Double(batch) * 1e6, 1, width: 10)
        + fixed(flops * Double(batch) / seconds / 1e9, 1, width: 10)
        + fixed(100 * seconds / total, 1, width: 6) + "%")
  }
}
