import Foundation
import TestSupport
import Testing

/// An empty folder in which the built command runs; gone with the object.
final class Sandbox {
  /// What a finished process left.
  struct Outcome {
    /// The exit code, or 128 and the signal's number.
    var status: Int32
    var output: String
    var errors: String
  }

  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws { folder = try TemporaryFolder() }

  /// Runs `ocr` in the folder and waits for its end.
  func ocr(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(arguments, input: input, environment: environment).wait()
  }

  /// Starts `ocr` in the folder.
  func start(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> RunningCommand {
    try RunningCommand(arguments, folder: path, input: input, environment: environment)
  }

  /// Runs a script of the shell in the folder, to which the command is `$OCR`, and waits for its end.
  func shell(_ script: String) throws -> Outcome {
    try RunningCommand(
      ["-c", script], executable: URL(fileURLWithPath: "/bin/sh"), folder: path, input: "",
      environment: ["OCR": RunningCommand.executable.path]
    ).wait()
  }

  func file(_ name: String) -> String { folder.file(name) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// What tells a file from one that took its place under the same name; nil where there is none.
  func fileNumber(_ name: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file(name))
    return attributes?[.systemFileNumber] as? Int
  }

  func write(_ name: String, _ text: String) throws { try folder.write(name, text) }

  func read(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file(name))) }

  func lines(_ name: String) throws -> [Substring] {
    String(decoding: try read(name), as: UTF8.self).split(separator: "\n")
  }

  /// Crops drawn from the DejaVu fonts, as a data set.
  @discardableResult
  func synthesize(_ folder: String, count: Int, seed: Int = 1, alphabet: String? = nil) throws -> Outcome {
    var arguments = ["synthesize", folder, "--count", "\(count)", "--seed", "\(seed)", "--fonts", Self.fonts]
    if let alphabet { arguments += ["--alphabet", alphabet] }
    let outcome = try start(arguments).wait()
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  /// Where Debian keeps the fonts of its package fonts-dejavu-core.
  static let fonts = "/usr/share/fonts/truetype/dejavu"

  /// A small network that trains in seconds; the command adds its output layer.
  static let tinyNetwork = "[1,32,0,1 Cr3,3,8 Mp2,2 Cr3,3,8 Mp2,2 Mp8,1 S1(1x0)1,3 Lbx8]"
}

/// The command while it runs.
final class RunningCommand {
  private let process = Process()
  private let files: String

  init(
    _ arguments: [String], executable: URL = RunningCommand.executable, folder: String, input: String,
    environment: [String: String]
  ) throws {
    // Files, because a pipe that nobody empties would stop the process.
    files = folder + "/.run-\(UUID().uuidString)"
    for name in ["input", "output", "errors"] {
      let text = name == "input" ? input : ""
      try Data(text.utf8).write(to: URL(fileURLWithPath: files + name))
    }
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var variables = ProcessInfo.processInfo.environment
    variables["LEGIBLE_MODEL"] = nil
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: files + "input")
    process.standardOutput = FileHandle(forWritingAtPath: files + "output")
    process.standardError = FileHandle(forWritingAtPath: files + "errors")
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  func wait() throws -> Sandbox.Outcome {
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: files + name)), as: UTF8.self)
    }
    let byExit = process.terminationReason == .exit
    return Sandbox.Outcome(
      status: byExit ? process.terminationStatus : 128 + process.terminationStatus,
      output: try text("output"),
      errors: try text("errors"))
  }

  /// The command that was built with the tests, which lies beside them.
  static let executable: URL = {
    let bundles = [Bundle.main] + Bundle.allBundles
    let folders = bundles.flatMap { [$0.bundleURL, $0.bundleURL.deletingLastPathComponent()] }
    let candidates = folders.map { $0.appendingPathComponent("ocr") }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? candidates[0]
  }()
}

/// The data of a safetensors file, without its header: all tensors' bytes.
func tensorBytes(_ file: Data) throws -> Data {
  let length = try #require(
    file.count >= 8 ? file.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) } : nil)
  return file.dropFirst(8 + length)
}
