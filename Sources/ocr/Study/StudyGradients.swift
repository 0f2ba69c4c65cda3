import ArgumentParser
import LegibleEvaluation
import LegibleFiles
import LegibleTensors
import LegibleTraining

/// `ocr study gradients`: how much of the gradient is left after so many steps back in time.
struct StudyGradients: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradients",
    abstract: "Show how the gradient vanishes or explodes on its way back through time.",
    discussion: """
      For each network the norm of the gradient of the last step's loss with respect to the state that entered each step, \
      against the distance in time from the last; with --steps, once more after so many steps of training. Recurrent \
      layers go forward.

      Examples:
        ocr study gradients "[Esfx32]" "[Lfx32]" "[Gfx32]" --output gradients.svg
        ocr study gradients "[Lfx32]" --forget-bias 5 --steps 300
      """)

  @OptionGroup var study: StudyOptions

  @Option(help: ArgumentHelp("Steps of training after which it is measured once more.", valueName: "number"))
  var steps = 0

  @Option(help: ArgumentHelp("Sequences that are measured.", valueName: "number"))
  var sequences = 32

  func validate() throws {
    if !(0...1_000_000 ~= steps) { throw ValidationError("--steps is a number from 0 to 1000000.") }
    if !(1...4096 ~= sequences) { throw ValidationError("--sequences is a number from 1 to 4096.") }
  }

  func run() throws {
    var lines: [LineChart.Line] = []
    for network in study.networks {
      let trainer = try study.makeTrainer(network, looksAhead: false)
      guard !trainer.network.spec.states.isEmpty else {
        throw Failure(
          "\(network.quoted): without a recurrent layer nothing goes back in time; add one, such as Lfx32")
      }
      lines.append(measure(trainer, steps == 0 ? network : "\(network) before"))
      guard steps > 0 else { continue }
      for step in 0..<steps where trainer.step() == nil {
        throw Failure("\(network): its loss is no longer a number after \(step) steps", code: 1)
      }
      lines.append(measure(trainer, "\(network) after \(steps) steps"))
    }
    var output = StandardOutput()
    try output.write("distance\t\(lines.map(\.name).joined(separator: "\t"))\n")
    for index in lines[0].points.indices {
      let figures = lines.map { format("%.4g", $0.points[index].y) }
      try output.write("\(index)\t\(figures.joined(separator: "\t"))\n")
    }
    try output.flush()
    try study.draw(
      LineChart(
        title: "Gradient with respect to earlier states", xLabel: "steps back in time", yLabel: "norm",
        isLogarithmic: true, lines: lines))
  }

  private func measure(_ trainer: TaskTrainer, _ name: String) -> LineChart.Line {
    var random = RandomSource(seed: study.seed, stream: 1)
    let input = Strip()
    let targets = trainer.task.fill(input, count: sequences, using: &random)
    let norms = GradientFlow(of: trainer.network, input, targets).norms
    return LineChart.Line(name: name, points: norms.enumerated().map { (Double($0.offset), $0.element) })
  }
}
