import ArgumentParser
import Legible
import LegibleFiles
import LegibleReports
import LegibleTraining

/// `ocr recognize`: from image files to their texts.
struct Recognize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read the text in image files.",
    discussion: """
      Each file is a crop of one word or line, PNG or JPEG. Of a folder all images are read, those in the folders \
      below it too, sorted by path. A file that cannot be read is reported, and the others are read. \
      Errors, and remarks on what makes a text doubtful, stand in the file's place in the formats json, jsonl and tsv; with \
      the others, on standard error.

      Examples:
        ocr recognize samples/
        ocr recognize --format jsonl word.png line.jpg
        ocr recognize --format page --output-folder pages/ samples/
        ocr recognize --visualize readings.png samples/
        find . -name '*.png' -print0 | ocr recognize -

      A list on standard input has a path a line, or a zero byte behind each, as find -print0 writes them.

      In tsv, a tab in a path or a text is written \\t, a line end \\n or \\r, a backslash \\\\, and any other control \
      character like \\u{1B}; in text, control characters likewise, and a backslash as it is.

      A document of alto or page has one picture: several pictures need --output-folder, where lines/word.png becomes \
      word.xml. A text that is there under that name is replaced, a picture or a document of the same run never.

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
      "Texts that are given for a crop, at most, in json, jsonl and page; best first.",
      valueName: "number"))
  var candidates = 1

  @Option(
    help: ArgumentHelp(
      "Other characters that are given for each character, at most, in json, jsonl, alto and page.",
      valueName: "number"))
  var alternatives = 0

  @Option(
    help: ArgumentHelp(
      "A folder for a document of each picture, named after it, instead of one on standard output.",
      valueName: "folder"))
  var outputFolder: String?

  @Option(
    help: ArgumentHelp(
      "Also draw a picture: the crops, at most \(ReadingPicture.limit), below each other, with a frame around each character "
        + "in the colour of its confidence, and what was read.", valueName: "file.png"))
  var visualize: String?

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
    var writer = try RecognitionWriter(format: format.format, folder: outputFolder)
    if let visualize { try orFail { try checkReplaceable(visualize) } }
    var picture = ReadingPicture()
    var readings = 0
    func read(_ paths: [String]) throws {
      if let visualize, paths.contains(where: { isSameFile($0, visualize) }) {
        throw Failure("\(visualize): this is one of the pictures to read; give another --visualize")
      }
      try recognizer.recognize(paths: paths, threads: reading.threadCount, limits: reading.images.limits) {
        index, result in
        if visualize != nil, case .success(let read) = result {
          readings += 1
          if picture.count < ReadingPicture.limit,
            let image = try? Image(contentsOf: paths[index], limits: reading.images.limits)
          {
            picture.add(image, read: read, name: paths[index])
          }
        }
        try writer.write(path: paths[index], result.mapError { "\($0.commandDescription)" as Message })
      }
    }

    // Neighbouring files are read together.
    var files: [String] = []
    func readFiles() throws {
      try writer.expect(files.count)
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
    if let visualize { try write(picture, of: readings, to: visualize) }
    if writer.failures > 0 { throw ExitCode(1) }
  }

  private func write(_ picture: ReadingPicture, of readings: Int, to path: String) throws(Failure) {
    guard picture.count > 0 else {
      return printError("warning: \(path): nothing was read, so there is nothing to draw")
    }
    try orFail(code: 1) {
      let file = try ReplacementFile(for: path)
      picture.canvas().pngBytes().withUnsafeBytes { file.append($0) }
      try file.commit()
    }
    if readings > picture.count {
      printError("warning: \(path): shows the first \(picture.count) of \(readings) pictures")
    }
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
