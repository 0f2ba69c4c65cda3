import ArgumentParser
import LegibleLayers
import LegibleModels
import LegibleTensors

/// `benchmark layers`: where a network's time goes.
struct Layers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time each layer of a network as it reads, on one thread.",
    discussion: "All layers run in order, again and again; printed are the medians over the passes.")

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
    var shapes: [(layout: StripLayout, channels: Int)] = []
    _ = secondsPerCall(atLeast: seconds) {
      var current = input
      shapes = []
      for (index, layer) in network.layers.enumerated() {
        times[index].append(
          secondsPerCall(atLeast: 0) {
            layer.forward(current, into: outputs[index % 2], workspace: workspace)
          })
        current = outputs[index % 2]
        shapes.append((current.layout, current.channels))
      }
    }
    let medians = times.map(median)
    let total = medians.reduce(0, +)
    print(
      "\(InstructionSet.current), \(batch) crops of \(spec.inputHeight)x\(width), one thread\n"
        + "layer".padded(34) + "output".padded(16) + "   MFLOP/image  us/image   GFLOP/s  share")
    var next = 0
    for (shape, seconds) in zip(shapes, medians) {
      let (words, flops) = wordsOfSpec(upTo: shape, spec: spec, next: &next)
      row(words, "\(shape.layout.height)x\(shape.layout.widths[0])x\(shape.channels)", flops, seconds, total)
    }
    let all = spec.multiplyAdds(forInputWidth: width).reduce(0, +)
    row("all", "", Double(2 * all), total, total)
  }

  /// The words of the spec that make this output, from `next` on, and their floating-point operations for one crop: a layer
  /// that reads may be several of the spec, such as a convolution with its pooling.
  private func wordsOfSpec(
    upTo output: (layout: StripLayout, channels: Int), spec: NetworkSpec, next: inout Int
  ) -> (words: String, flops: Double) {
    let multiplyAdds = spec.multiplyAdds(forInputWidth: width)
    var words: [String] = []
    var sum = 0
    while next < spec.layers.count {
      words.append("\(spec.layers[next])")
      sum += multiplyAdds[next]
      let shape = spec.outputShape(ofLayer: next)
      let columns = spec.columns(forInputWidth: width, afterLayer: next)
      next += 1
      let isHere =
        shape.height == output.layout.height && shape.channels == output.channels
        && columns == output.layout.widths[0]
      // Dropout is no layer when reading.
      if isHere, sum > 0 || !words[words.count - 1].hasPrefix("Do") { break }
    }
    return (words.joined(separator: " "), Double(2 * sum))
  }

  private func row(_ words: String, _ output: String, _ flops: Double, _ seconds: Double, _ total: Double) {
    print(
      words.padded(34) + output.padded(16) + fixed(flops / 1e6, 1, width: 14)
        + fixed(seconds / Double(batch) * 1e6, 1, width: 10)
        + fixed(flops * Double(batch) / seconds / 1e9, 1, width: 10)
        + fixed(100 * seconds / total, 1, width: 6) + "%")
  }
}
