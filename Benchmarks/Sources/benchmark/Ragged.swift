import ArgumentParser
import Foundation
import LegibleImages
import LegibleModels
import LegibleTensors
import LegibleTraining

/// `benchmark ragged`: what crops of different widths cost over crops of one width.
struct Ragged: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare crops as wide as they are with crops of their mean width.",
    discussion: """
      Both sides run the same number of crops in the same batches on one thread, batch by batch in turn, and are \
      timed by the process's own clock. The uniform side's rate is \
      scaled to the ragged side's columns, since a mean is rarely a whole number.
      """)

  @OptionGroup var network: NetworkOptions

  @Option(help: "Crops in a batch; those of the file in its order.")
  var batch = 16

  @Option(help: "Passes over all crops.")
  var repetitions = 7

  @Argument(help: "A data set, or a text file of widths at the network's height, one a line.")
  var source: String

  func run() throws {
    let (network, spec) = try network.open()
    let widths = try readWidths(height: spec.inputHeight).map { max($0, spec.minimumInputWidth) }
    let total = widths.reduce(0, +)
    let mean = Int((Double(total) / Double(widths.count)).rounded())
    let ragged = batches(widths, spec)
    let uniform = batches([Int](repeating: mean, count: widths.count), spec)
    let session = ReadingSession()
    func seconds(_ strip: Strip) -> Double {
      secondsPerCall(atLeast: 0, clock: .cpu) { _ = network.run(strip, session: session) }
    }
    let scale = Double(mean * widths.count) / Double(total)
    // Batch by batch in turn, so that what else the machine does meets both sides alike.
    let turns = (0..<repetitions).map { _ in
      var times = (ragged: 0.0, uniform: 0.0)
      for (one, other) in zip(ragged, uniform) {
        times.ragged += seconds(one)
        times.uniform += seconds(other)
      }
      return (Double(widths.count) / times.ragged, Double(widths.count) / times.uniform * scale)
    }
    let ratios = turns.map { $0 / $1 }
    print(
      """
      \(widths.count) crops, \(widths.min()!) to \(widths.max()!) columns wide, mean \(mean), batches of \(batch)
      ragged   \(fixed(median(turns.map(\.0)), 1, width: 8)) images/s
      uniform  \(fixed(median(turns.map(\.1)), 1, width: 8)) images/s
      ratio    \(fixed(median(ratios), 3, width: 8)) (\(fixed(ratios.min()!, 3)) to \(fixed(ratios.max()!, 3)))
      """)
  }

  /// Widths of the crops, in pixels of a strip of this height.
  private func readWidths(height: Int) throws -> [Int] {
    if source.hasSuffix(".txt"), let text = try? String(contentsOfFile: source, encoding: .utf8) {
      let widths = text.split(whereSeparator: \.isWhitespace).map { Int($0) ?? 0 }
      guard !widths.isEmpty, widths.allSatisfy({ $0 > 0 }) else {
        throw ValidationError("\(source): expected one width a line.")
      }
      return widths
    }
    return try Dataset(path: source).items.map {
      try Image(contentsOf: $0.path).inputWidth(height: height)
    }
  }

  private func batches(_ widths: [Int], _ spec: NetworkSpec) -> [Strip] {
    stride(from: 0, to: widths.count, by: batch).map {
      noise(widths: Array(widths[$0..<min($0 + batch, widths.count)]), spec: spec)
    }
  }
}
