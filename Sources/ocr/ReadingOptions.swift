import ArgumentParser
import Legible
import LegibleFiles
import LegibleModels
import LegibleSystem
import LegibleTensors

/// The classifier of `--orientation auto`.
private let orientationModel = "models/orientation.safetensors"

/// What the commands that read with a model have in common.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model to read with (default: the variable LEGIBLE_MODEL, else models/small.safetensors here or where the "
        + "command is installed).", valueName: "path"))
  var model: String?

  @Option(help: ArgumentHelp("Threads (default: one for each core).", valueName: "number"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "auto: find out which texts are upside down or run up or down, and turn them, by the classifier \(orientationModel) "
        + "here or where the command is installed; or the file of another classifier (default: all are upright).",
      valueName: "auto or file"))
  var orientation: String?

  @OptionGroup var images: ImageOptions

  @OptionGroup(title: "What is known of the texts") var decoding: DecodingOptions

  func validate() throws {
    if let threads, !(1...1024 ~= threads) { throw ValidationError("--threads is a number from 1 to 1024.") }
  }

  var threadCount: Int { threads ?? processorCount }

  /// - Throws: `Failure` where there is no model, or the file is none.
  /// - Parameters:
  ///   - path: of another model; nil for the one that is asked for.
  ///   - haveWords: whether the crops have words of their own.
  ///   - change: what a command asks for besides.
  func recognizer(
    model path: String? = nil, haveWords: Bool = false,
    _ change: (inout RecognitionOptions) -> Void = { _ in }
  ) throws(Failure) -> Recognizer {
    let path = if let path { path } else { try modelPath() }
    var options = try decoding.options(haveWords: haveWords)
    if let orientation {
      let path =
        orientation == "auto" ? try Self.installed(orientationModel, flag: "--orientation") : orientation
      options.orientation = try orFail { try OrientationClassifier(contentsOf: path) }
    }
    change(&options)
    let recognizer = try orFail { try Recognizer(contentsOf: path, options: options) }
    if haveWords, !recognizer.classes.isEmpty {
      throw Failure("\(path): the model gives classes of crops and no words: leave --own-words out")
    }
    return recognizer
  }

  /// - Throws: `Failure` where none is named and none found.
  func modelPath() throws(Failure) -> String {
    if let model { model } else { try Self.defaultModel() }
  }

  private static func defaultModel() throws(Failure) -> String {
    if let path = getenv("LEGIBLE_MODEL").map({ String(cString: $0) }), !path.isEmpty { return path }
    return try installed("models/small.safetensors", flag: "--model", orIn: "LEGIBLE_MODEL")
  }

  /// A model that comes with the command.
  /// - Parameters:
  ///   - flag: by which another one is given.
  ///   - variable: of the environment, which may name one, too.
  private static func installed(
    _ name: String, flag: String, orIn variable: String? = nil
  ) throws(Failure) -> String {
    // From the repository, wherever the build is in it, and installed as bin/ocr with share/legible beside
    // bin.
    var candidates = [name]
    var folder = executablePath()[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      candidates += ["\(folder)/\(name)", "\(folder)/share/legible/\(name)"]
    }
    guard let path = candidates.first(where: isReadable) else {
      throw Failure(
        "no model found: give one with \(flag)"
          + (variable.map { ", or name it in the variable \($0)" } ?? "")
          + " (looked for \(name) here and beside the command)")
    }
    return path
  }

  /// This program's file, links followed; empty where the system does not tell.
  private static func executablePath() -> String {
    #if canImport(Darwin)
      var size = UInt32(PATH_MAX)
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return "" }
      let path = String(cString: buffer)
    #else
      let path = "/proc/self/exe"
    #endif
    guard let resolved = realpath(path, nil) else { return "" }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
