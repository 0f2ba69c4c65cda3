import ArgumentParser
import LegibleEvaluation
import LegibleTraining

/// `ocr study learning`: how networks learn a task.
struct StudyLearning: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learning",
    abstract: "Show how networks learn a task that needs memory.",
    discussion: """
      For each network the mean loss of every so many steps, in nats or squared error, and the largest norm of their \
      gradients before clipping.

      Examples:
        ocr study learning "[Esfx32]" "[Lfx32]" "[Gfx32]" --forget-bias 5 --update-bias 5 --output recall.svg
        ocr study learning "[Erfx64]" --task adding --recurrent-start identity --show norm --output norms.svg
      """)

  enum Shown: String, CaseIterable, ExpressibleByArgument {
    case loss, norm
  }

  @OptionGroup var study: StudyOptions

  @Option(help: ArgumentHelp("Steps of training.", valueName: "number"))
  var steps = 500

  @Option(help: ArgumentHelp("Steps that a figure sums up.", valueName: "number"))
  var every = 10

  @Option(help: "What is drawn: loss or norm.")
  var show = Shown.loss

  func validate() throws {
    if !(1...10_000_000 ~= steps) { throw ValidationError("--steps is a number from 1 to 10000000.") }
    if !(1...steps ~= every) { throw ValidationError("--every is a number from 1 to that of --steps.") }
  }

  func run() throws {
    // What is halved for its gradient is the squared error.
    let scale = study.taskToLearn.symbols == nil ? 2.0 : 1
    var output = StandardOutput()
    try output.write("network\tstep\tloss\tgradient_norm\n")
    var lines: [LineChart.Line] = []
    for network in study.networks {
      let trainer = try study.makeTrainer(network, looksAhead: true)
      var line = LineChart.Line(name: network, points: [])
      var (loss, norm) = (0.0, 0.0)
      for number in 1...steps {
        guard let step = trainer.step() else {
          printError("\(network): its loss is no longer a number after \(number - 1) steps")
          break
        }
        loss += scale * step.loss / Double(every)
        norm = max(norm, step.gradientNorm)
        guard number % every == 0 else { continue }
        try output.write("\(network)\t\(number)\t" + format("%.5g\t%.5g\n", loss, norm))
        line.points.append((Double(number), show == .loss ? loss : norm))
        (loss, norm) = (0, 0)
      }
      try output.flush()
      lines.append(line)
    }
    let measure = scale == 2 ? "mean squared error" : "loss in nats"
    try study.draw(
      LineChart(
        title: "\(study.task.rawValue), over \(study.distance) steps", xLabel: "steps of training",
        yLabel: show == .loss ? measure : "largest gradient norm", isLogarithmic: show == .norm, lines: lines)
    )
  }
}
