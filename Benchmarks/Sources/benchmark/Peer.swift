import ArgumentParser
import Foundation
import LegibleModels
import LegibleTensors

/// `benchmark peer`: Legible as one engine among others, told what to do line by line, so that `compare.py` can have them
/// all take turns.
///
/// Commands on standard input, each answered by one line, `ok` and numbers or `error` and words:
///
///     input COUNT WIDTH PATH      crops, float32 [COUNT, H, WIDTH]; they are what the other commands run on
///     labels LENGTH PATH          their labels, int32 [COUNT, LENGTH]
///     output NAME PATH            writes the logits, float32 [COUNT, T, K]; ok T K
///     time NAME SECONDS CLOCK     reads the crops on one thread, again and again; ok SECONDS_PER_BATCH
///     train NAME SECONDS CLOCK THREADS
///                                 takes training steps, again and again; ok SECONDS_PER_STEP LAST_LOSS
struct Peer: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run models as commands on standard input say; compare.py is the other side.")

  @Option(help: ArgumentHelp("A model file under a name; give it again for more.", valueName: "name=path"))
  var model: [String]

  func run() throws {
    var session = try PeerSession(
      models: model.map { option in
        let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("--model \(option): expected name=path.") }
        return (parts[0], parts[1])
      })
    while let line = readLine() {
      var answer = "ok"
      do {
        for number in try session.answer(line.split(separator: " ").map(String.init)) {
          answer += " \(number)"
        }
      } catch {
        answer = "error \(error)"
      }
      // Not `print`, which keeps a pipe's lines back until there are many.
      FileHandle.standardOutput.write(Data((answer + "\n").utf8))
    }
  }
}

private struct PeerSession {
  private let paths: [String: String]
  private let networks: [String: ReadingModel]
  private var trainers: [String: TrainingLoop] = [:]
  private let session = ReadingSession()
  private var input = Strip()
  private var labels: [[Int32]] = []

  init(models: [(String, String)]) throws {
    paths = Dictionary(uniqueKeysWithValues: models)
    networks = try paths.mapValues { try ReadingModel(contentsOf: $0) }
  }

  mutating func answer(_ words: [String]) throws -> [Double] {
    func word(_ index: Int) throws -> String {
      guard index < words.count else { throw ValidationError("too few words") }
      return words[index]
    }
    func number(_ index: Int) throws -> Double {
      guard let number = Double(try word(index)) else {
        throw ValidationError("'\(words[index])' is no number")
      }
      return number
    }
    func network() throws -> ReadingNetwork {
      guard let model = networks[try word(1)] else {
        throw ValidationError("there is no model '\(words[1])'")
      }
      return model.network
    }
    func clock() throws -> Clock {
      guard let clock = Clock(rawValue: try word(3)) else {
        throw ValidationError("there is no clock '\(words[3])'")
      }
      return clock
    }
    switch try word(0) {
    case "input":
      try setInput(count: Int(number(1)), width: Int(number(2)), path: word(3))
      return []
    case "labels":
      let length = Int(try number(1))
      let all: [Int32] = try read(word(2), count: input.layout.count * length)
      labels = (0..<input.layout.count).map { Array(all[$0 * length..<($0 + 1) * length]) }
      return []
    case "output":
      let logits = try network().run(input, session: session)
      let columns = logits.layout.widths.first ?? 0
      var data = Data()
      for item in 0..<logits.layout.count {
        data.append(Data(bytes: logits.item(item), count: columns * logits.channels * 4))
      }
      try data.write(to: URL(fileURLWithPath: word(2)))
      return [Double(columns), Double(logits.channels)]
    case "time":
      let network = try network()
      return [
        try secondsPerCall(atLeast: number(2), clock: clock()) { _ = network.run(input, session: session) }
      ]
    case "train":
      _ = try network()
      // Only a float32 model can be trained.
      let loop = try trainers[words[1]] ?? TrainingLoop(Model(contentsOf: paths[words[1]]!).network)
      trainers[words[1]] = loop
      let threads = Int(try number(4))
      var loss = 0.0
      let seconds = try secondsPerCall(atLeast: number(2), clock: clock()) {
        loss = loop.step(input, labels: labels, threads: threads)
      }
      return [seconds, loss]
    default:
      throw ValidationError("there is no command '\(words[0])'")
    }
  }

  private mutating func setInput(count: Int, width: Int, path: String) throws {
    guard let spec = networks.first?.value.spec else { throw ValidationError("there is no model") }
    let height = spec.inputHeight
    let values: [Float] = try read(path, count: count * height * width)
    let widths = [Int](repeating: width, count: count)
    input = Strip(layout: StripLayout(height: height, widths: widths, gap: spec.gap), channels: 1)
    values.withUnsafeBufferPointer { values in
      for item in 0..<count {
        for row in 0..<height {
          input.item(item, row: row).update(
            from: values.baseAddress! + (item * height + row) * width, count: width)
        }
      }
    }
  }

  /// A file of nothing but numbers of one type.
  private func read<Number: BitwiseCopyable>(_ path: String, count: Int) throws -> [Number] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    guard data.count == count * MemoryLayout<Number>.size else {
      throw ValidationError("\(path): \(data.count) bytes are not \(count) numbers")
    }
    return data.withUnsafeBytes { Array($0.bindMemory(to: Number.self)) }
  }
}
