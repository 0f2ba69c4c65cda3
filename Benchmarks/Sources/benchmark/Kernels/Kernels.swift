import ArgumentParser
import LegibleModels
import LegibleTensors

/// `benchmark kernels`: each kernel's rate, and what share of the processor's own it is.
struct Kernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the kernels on the shapes of the presets' layers, for every instruction set.",
    discussion: """
      Products are compared with a loop of independent multiply-adds in the same instructions, element-wise kernels \
      with a loop that adds one array to another of the same size. Kernel and yardstick run in turn, timed by the \
      process's own clock; printed are medians over the turns.
      """)

  @Option(help: "Only this instruction set.", transform: { try instructionSet($0) })
  var set: InstructionSet?

  @Option(help: "Only the lines that contain this text.")
  var filter: String?

  @Option(help: "Turns of each kernel and its yardstick.")
  var repetitions = 5

  @Option(help: "Seconds of each turn.")
  var seconds = 0.04

  func run() throws {
    let cases = try KernelCase.all().filter { item in filter.map { item.title.contains($0) } ?? true }
    for set in InstructionSet.allCases where set.isAvailable && (self.set ?? set) == set {
      InstructionSet.select(set)
      print("\n\(set.rawValue)".padded(55) + "rate".padded(12) + "of the peak")
      for item in cases { measure(item, set) }
    }
  }

  private func measure(_ item: KernelCase, _ set: InstructionSet) {
    let yardstick = item.unit.yardstick(set, count: item.count)
    var rates: [Double] = []
    var shares: [Double] = []
    for _ in 0..<repetitions {
      let rate = item.work / secondsPerCall(atLeast: seconds, clock: .cpu, item.run)
      rates.append(rate)
      guard let yardstick else { continue }
      var done = 0.0
      let time = secondsPerCall(atLeast: seconds / 2, clock: .cpu) { done = yardstick() }
      shares.append(rate / (done / time))
    }
    print(
      item.title.padded(48) + fixed(median(rates) / 1e9, 1, width: 9) + " "
        + item.unit.rawValue.padded(8)
        + (shares.isEmpty ? "" : fixed(100 * median(shares), 1, width: 8) + "%"))
  }
}

private func instructionSet(_ name: String) throws -> InstructionSet {
  guard let set = InstructionSet(rawValue: name), set.isAvailable else {
    let available = InstructionSet.allCases.filter(\.isAvailable).map(\.rawValue)
    throw ValidationError("this processor runs \(available.joined(separator: ", ")), not '\(name)'")
  }
  return set
}
