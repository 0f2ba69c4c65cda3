import ArgumentParser
import LegibleLayers
import LegibleModels
import LegibleTensors

/// `benchmark cells`: what each recurrent cell takes beside an LSTM of its size.
struct Cells: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time a layer of every recurrent cell beside an LSTM, on one thread.",
    discussion: """
      Each layer reads and takes a training step (forward and backward, without the optimiser) in turn with the LSTM, \
      again and again, timed by the process's own clock; printed are medians, and the median of the ratios.
      """)

  @Option(help: "Hidden units, and features of the input.")
  var hidden = 160

  @Option(help: "Columns of an item.")
  var columns = 32

  @Option(help: "Items in the batch.")
  var batch = 32

  @Option(help: "Seconds for each cell.")
  var seconds = 2.0

  func run() throws {
    print(
      "\(InstructionSet.current), \(batch) x \(columns) columns, \(hidden) units, one direction, one thread\n"
        + "cell".padded(16) + "read: us/item  of LSTM   train: us/item  of LSTM")
    let lstm = try Timed("Lfx\(hidden)", inputs: hidden, batch: batch, columns: columns)
    for (begin, end) in [
      ("L", ""), ("Lp", ""), ("Lc", ""), ("G", ""), ("Gp", ""), ("Et", ""), ("Er", ""), ("Jt", ",s\(hidden)"),
    ] {
      let word = "\(begin)fx\(hidden)\(end)"
      let cell = try Timed(word, inputs: hidden, batch: batch, columns: columns)
      let row = [\Timed.read, \Timed.train].map { way in compare(cell[keyPath: way], lstm[keyPath: way]) }
      print(
        word.padded(16)
          + row.map { time, ratio in
            fixed(time / Double(batch) * 1e6, 1, width: 13) + fixed(ratio, 2, width: 9)
          }.joined(separator: "  "))
    }
  }

  /// The median time of one, and the median of its ratios to that of another that runs in turn with it.
  private func compare(_ work: () -> Void, _ other: () -> Void) -> (time: Double, ratio: Double) {
    var (times, ratios) = ([Double](), [Double]())
    _ = secondsPerCall(atLeast: seconds / 2, clock: .cpu) {
      let own = secondsPerCall(atLeast: 0, clock: .cpu, work)
      times.append(own)
      ratios.append(own / secondsPerCall(atLeast: 0, clock: .cpu, other))
    }
    return (median(times), median(ratios))
  }
}

/// A layer that reads and that is trained, on noise.
private struct Timed {
  let read, train: () -> Void

  init(_ word: String, inputs: Int, batch: Int, columns: Int) throws {
    // Within a whole network, whose last layer is not timed.
    let spec = try NetworkSpec(parsing: "[1,1,0,1 S1(1x0)1,3 Fl\(inputs) \(word) O1c2]")
    let network = Network(spec)
    network.initialize(seed: 1)
    let layout = StripLayout(height: 1, widths: [Int](repeating: columns, count: batch), gap: spec.gap)
    let input = Strip(layout: layout, channels: inputs)
    var random = RandomSource(seed: 1)
    for index in 0..<input.count { input.base[index] = random.normal() }
    input.clearGaps()

    let reading = network.reading().layers[2]
    let (output, workspace) = (Strip(), Workspace())
    read = { reading.forward(input, into: output, workspace: workspace) }

    let pass = TrainingSeries([network.layers[2]])
    let (gradient, inputGradient) = (Strip(), Strip())
    let context = TrainingContext(threads: 1)
    train = {
      let result = pass.forward(input, context: context)
      gradient.reshape(result.layout, channels: result.channels)
      gradient.base.update(from: result.base, count: result.count)
      pass.backward(gradient, into: inputGradient, context: context)
    }
  }
}
