import ArgumentParser
import Legible
import LegibleFiles
import LegibleTraining

/// `ocr recognize`: from image files to their texts.
struct Recognize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read the text in image files.",
    discussion: """
      Each file is a crop of one word or line, PNG or JPEG. Of a folder all images are read, those in the folders \
      below it too, sorted by path. A file that cannot be read is reported, and the others are read. \
      Errors, and remarks on what makes a text doubtful, stand in the file's place; with the format text, on standard error.

      Examples:
        ocr recognize samples/
        ocr recognize --format jsonl word.png line.jpg
        find . -name '*.png' -print0 | ocr recognize -

      A list on standard input has a path a line, or a zero byte behind each, as find -print0 writes them.

      In tsv, a tab in a path or a text is written \\t, a line end \\n or \\r, a backslash \\\\, and any other control \
      character like \\u{1B}; in text, control characters likewise, and a backslash as it is.

      Exit code: 0 all read, 1 some failed, 2 nothing could start.
      """)

  @Argument(
    help:
      "Image files and folders; - takes paths from standard input, one a line, or a zero byte behind each.")
  var paths: [String]

  @Option(help: ArgumentHelp(RecognitionFormatName.help, valueName: "format"))
  var format = RecognitionFormatName(format: TextFormat.self)

  @Option(
    help: ArgumentHelp(
      "Texts that are given for a crop, at most, in the formats for programs; best first.",
      valueName: "number"))
  var candidates = 1

  @Option(
    help: ArgumentHelp(
      "Other characters that are given for each character, at most, in the formats for programs.",
      valueName: "number"))
  var alternatives = 0

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    if !(1...1000 ~= candidates) { throw ValidationError("--candidates is a number from 1 to 1000.") }
    if !(0...1000 ~= alternatives) { throw ValidationError("--alternatives is a number from 0 to 1000.") }
  }

  func run() throws {
    let recognizer = try reading.recognizer {
      $0.candidates = candidates
      $0.alternatives = alternatives
    }
    var writer = RecognitionWriter(format: format.format)
    func read(_ paths: [String]) throws {
      try recognizer.recognize(paths: paths, threads: reading.threadCount, limits: reading.images.limits) {
        index, result in
        try writer.write(path: paths[index], result.mapError { "\($0.commandDescription)" as Message })
      }
    }

    // Neighbouring files are read together.
    var files: [String] = []
    func readFiles() throws {
      try read(files)
      files = []
    }
    try writer.begin()
    for path in paths {
      if path == "-" {
        try readFiles()
        try readPathsOfStandardInput { entries in
          for entry in entries {
            switch entry {
            case .path(let path): files.append(path)
            case .notUTF8(let path):
              try readFiles()
              try writer.write(path: path, .failure("\(path.printable): the name is not UTF-8; rename it"))
            }
          }
          try readFiles()
          try writer.flush()
        }
        continue
      }
      switch Result(catching: { () throws(DatasetError) in try ImageFolder(path) }) {
      case .success(nil):
        files.append(path)
      case .success(let folder?):
        if folder.paths.isEmpty || !folder.failures.isEmpty { try readFiles() }
        for failure in folder.failures {
          try writer.write(path: failure.path, .failure("\(failure.message)"))
        }
        if folder.paths.isEmpty, folder.failures.isEmpty {
          try writer.write(path: path, .failure("\(path.printable): no PNG or JPEG images in this folder"))
        }
        files += folder.paths
      case .failure(let error):
        try readFiles()
        try writer.write(path: path, .failure("\(error)"))
      }
    }
    try readFiles()
    try writer.end()
    if writer.failures > 0 { throw ExitCode(1) }
  }
}

/// A message to the user as an error.
struct Message: Error, ExpressibleByStringInterpolation {
  let text: String

  init(stringLiteral text: String) { self.text = text }
}

/// Prints results as they come, in one of the formats, and counts failures.
struct RecognitionWriter {
  /// Files that could not be read, so far.
  private(set) var failures = 0
  private var format: any RecognitionFormat
  private var output = StandardOutput()

  init(format: any RecognitionFormat.Type) { self.format = format.init() }

  mutating func begin() throws(Failure) { try format.begin(&output) }

  /// - Parameter result: of the file at `path`; a failure's message names the file.
  mutating func write(path: String, _ result: Result<RecognizedText, Message>) throws(Failure) {
    switch result {
    case .success(let read):
      try format.write(read, path: path, to: &output)
      if let damage = read.damage {
        // In the order in which things happened, should both streams go to one place.
        try output.flush()
        printError("warning: \(damage)")
      }
    case .failure(let message):
      failures += 1
      try format.writeFailure(message.text, path: path, to: &output)
    }
  }

  mutating func flush() throws(Failure) { try output.flush() }

  mutating func end() throws(Failure) {
    try format.end(&output)
    try output.flush()
  }
}

extension RecognitionFormatName: ExpressibleByArgument {
  init?(argument: String) {
    guard let format = Self.all.first(where: { $0.name == argument }) else { return nil }
    self.init(format: format)
  }

  var defaultValueDescription: String { format.name }
  static var allValueStrings: [String] { all.map { $0.name } }
}
