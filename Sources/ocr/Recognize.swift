import ArgumentParser
import Legible
import LegibleTraining

/// `ocr recognize`: from image files to their texts.
struct Recognize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read the text in image files.",
    discussion: """
      Each file is a crop of one word or line, PNG or JPEG. Of a folder all images are read, those in the folders \
      below it too, sorted by path. A file that cannot be read is reported on standard error, and the others are read.

      Examples:
        ocr recognize samples/
        ocr recognize --format jsonl word.png line.jpg
        find . -name '*.png' | ocr recognize -

      Exit code: 0 all read, 1 some failed, 2 nothing could start.
      """)

  @Argument(help: "Image files and folders; - takes paths from standard input, one a line.")
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "text (path, tab, text), tsv (with confidence and errors, first line names the columns), json (one array), "
        + "jsonl (one object a line).", valueName: "format"))
  var format = Format.text

  @OptionGroup var reading: ReadingOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, tsv, json, jsonl
  }

  func run() throws {
    let recognizer = try reading.recognizer()
    var writer = RecognitionWriter(format: format)
    func read(_ paths: [String]) throws {
      try recognizer.recognize(paths: paths, threads: reading.threadCount) { index, result in
        try writer.write(path: paths[index], result.mapError { "\($0)" as Message })
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
        try readLinesOfStandardInput { lines in
          try read(lines)
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
          try writer.write(path: path, .failure("\(path): no PNG or JPEG images in this folder"))
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

/// Prints results as they come, in one of the formats.
struct RecognitionWriter {
  let format: Recognize.Format
  /// Files that could not be read, so far.
  private(set) var failures = 0
  private var output = StandardOutput()
  private var isFirst = true

  init(format: Recognize.Format) { self.format = format }

  mutating func begin() throws(Failure) {
    switch format {
    case .tsv: try output.write("path\ttext\tconfidence\terror\n")
    case .json: try output.write("[")
    case .text, .jsonl: break
    }
  }

  /// - Parameter result: of the file at `path`; a failure's message names the file.
  mutating func write(path: String, _ result: Result<RecognizedText, Message>) throws(Failure) {
    if case .failure = result { failures += 1 }
    switch (format, result) {
    case (.text, .success(let read)):
      try output.write(path, "\t", read.text, "\n")
    case (.text, .failure(let message)):
      // In the order in which things happened, should both streams go to one place.
      try output.flush()
      printError(message.text)
    case (.tsv, .success(let read)):
      let confidence = JSON.number(Double(read.confidence), decimals: 4)
      try output.write("\(path)\t\(read.text)\t\(confidence)\t\n")
    case (.tsv, .failure(let message)):
      try output.write("\(path)\t\t\t\(message.text)\n")
    case (.json, _):
      try output.write((isFirst ? "\n" : ",\n") + Self.object(path: path, result))
    case (.jsonl, _):
      try output.write(Self.object(path: path, result) + "\n")
    }
    isFirst = false
  }

  mutating func flush() throws(Failure) { try output.flush() }

  mutating func end() throws(Failure) {
    if format == .json { try output.write("\n]\n") }
    try output.flush()
  }

  private static func object(path: String, _ result: Result<RecognizedText, Message>) -> String {
    switch result {
    case .success(let read):
      JSON.object([
        ("path", JSON.string(path)),
        ("text", JSON.string(read.text)),
        ("confidence", confidence(read.confidence)),
        ("characters", JSON.array(read.characters.map(object))),
      ])
    case .failure(let message):
      JSON.object([("path", JSON.string(path)), ("error", JSON.string(message.text))])
    }
  }

  private static func object(_ character: RecognizedCharacter) -> String {
    let box = character.box
    return JSON.object([
      ("character", JSON.string(String(character.character))),
      ("confidence", confidence(character.confidence)),
      ("box", JSON.array([box.x, box.y, box.width, box.height].map { JSON.number($0, decimals: 2) })),
    ])
  }

  private static func confidence(_ value: Float) -> String { JSON.number(Double(value), decimals: 4) }
}
