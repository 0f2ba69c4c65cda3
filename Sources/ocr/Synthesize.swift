import ArgumentParser
import LegibleFiles
import LegibleSynthesis
import LegibleTensors
import LegibleTraining

/// `ocr synthesize`: labelled crops from fonts, as training draws them.
struct Synthesize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw labelled crops from fonts.",
    discussion: """
      Writes PNG files and labels.tsv into a new folder, which the other commands take as a data set. The same seed and \
      the same fonts, words and backgrounds give the same crops. Training draws its synthetic crops itself (ocr train \
      --synthetic); this command is for looking at them, and for using them elsewhere.

      Scripts/install-synthesis-data.sh fetches a good set of fonts, words and backgrounds.

      Examples:
        ocr synthesize crops/ --count 1000
        ocr synthesize crops/ --count 100 --seed 7 --fonts /usr/share/fonts --contact-sheet crops.png
      """)

  @Argument(help: "The folder to write; made if it is not there.")
  var outputFolder: String

  @Option(help: ArgumentHelp("How many crops.", valueName: "number"))
  var count: Int

  @Option(help: ArgumentHelp("Any number; another one gives other crops.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Fonts, words and backgrounds, as Scripts/install-synthesis-data.sh lays them out (default: "
        + "~/.cache/legible/synthesis, if --fonts is not given).", valueName: "folder"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "A folder of fonts, instead of --data; may be given several times.", valueName: "folder"))
  var fonts: [String] = []

  @Option(
    help: ArgumentHelp("A folder of pictures behind the text, with --fonts; likewise.", valueName: "folder"))
  var backgrounds: [String] = []

  @Option(
    help: ArgumentHelp(
      "A list with one word a line, or a folder of them, with --fonts; likewise.", valueName: "path"))
  var words: [String] = []

  @Option(
    help: ArgumentHelp(
      "The characters that may occur (default: the 95 printable ones of ASCII).", valueName: "characters"))
  var alphabet: String?

  @Option(
    help: ArgumentHelp(
      "How often a kind of look occurs, 0 to 1, such as arcs=0; may be given several times. The name all stands for "
        + "each of them; a wrong name lists them.", valueName: "name=probability"))
  var look: [String] = []

  @Flag(help: "Write the characters' boxes, too: boxes.jsonl, one object a crop.")
  var boxes = false

  @Option(
    help: ArgumentHelp("Write one PNG that shows the first crops side by side, up to 400.", valueName: "file")
  )
  var contactSheet: String?

  @Option(help: ArgumentHelp("Threads (default: one for each core).", valueName: "number"))
  var threads: Int?

  func validate() throws {
    if !(1...100_000_000 ~= count) { throw ValidationError("--count is a number from 1 to 100000000.") }
    if let threads, !(1...1024 ~= threads) { throw ValidationError("--threads is a number from 1 to 1024.") }
    if data != nil, !(fonts + backgrounds + words).isEmpty {
      throw ValidationError("--data brings fonts, backgrounds and words: give it alone, or leave it out.")
    }
    if fonts.isEmpty, !(backgrounds + words).isEmpty {
      throw ValidationError("--backgrounds and --words go with --fonts: give a folder of fonts, too.")
    }
  }

  func run() throws {
    let labels = outputFolder + "/labels.tsv"
    guard !exists(labels) else {
      throw Failure("\(labels) is there already: give another folder, or remove this one")
    }
    if let file = CropWriter.fileInTheWay(folder: outputFolder, count: count, boxes: boxes) {
      throw Failure("\(file) is there already: give another folder, or remove what is in this one")
    }
    let synthesizer = try orFail { try Synthesizer(options()) }
    printError(synthesizer.contents)
    for list in synthesizer.rejectedWordLists { printError("warning: \(list)") }
    try orFail {
      try makeFolder(outputFolder)
      if let contactSheet { try checkReplaceable(contactSheet) }
    }

    let start = now()
    var sheet = ContactSheet()
    try orFail(code: 1) {
      let writer = try CropWriter(folder: outputFolder, count: count, boxes: boxes)
      try draw(synthesizer, onThread: { try writer.write($1, index: $0) }) { index, crop in
        try writer.list(crop, index: index)
        if contactSheet != nil { sheet.add(crop.image) }
      }
      try writer.finish()
      if let contactSheet { try sheet.image().writePNG(to: contactSheet) }
    }
    let rate = Double(count) / max(1e-9, now() - start)
    printError("\(outputFolder): \(count) crops, \(Int(rate)) a second on \(threadCount) threads")
  }

  private var threadCount: Int { threads ?? processorCount }

  /// Draws all crops.
  /// - Parameters:
  ///   - onThread: called with each crop on the thread that drew it, in any order.
  ///   - inOrder: called with each crop afterwards, in order, on the calling thread.
  private func draw(
    _ synthesizer: Synthesizer, onThread: (Int, SyntheticCrop) throws -> Void,
    inOrder: (Int, SyntheticCrop) throws -> Void
  ) throws {
    let renderers = try (0..<threadCount).map { _ in try synthesizer.makeRenderer() }
    let share = 64
    for first in stride(from: 0, to: count, by: share * renderers.count) {
      var drawn = [Result<[SyntheticCrop], any Error>?](repeating: nil, count: renderers.count)
      drawn.withUnsafeMutableBufferPointer { drawn in
        parallelFor(pieces: renderers.count, threads: renderers.count) { piece in
          drawn[piece] = Result {
            let begin = min(count, first + piece * share)
            return try (begin..<min(count, begin + share)).map { index in
              let crop = try renderers[piece].crop(seed: seed, index: UInt64(index))
              try onThread(index, crop)
              return crop
            }
          }
        }
      }
      for (piece, crops) in drawn.enumerated() {
        for (offset, crop) in try crops!.get().enumerated() {
          try inOrder(first + piece * share + offset, crop)
        }
      }
    }
  }

  private func options() throws(SynthesisError) -> SynthesisOptions {
    var options =
      fonts.isEmpty
      ? SynthesisOptions(folder: data ?? defaultSynthesisFolder())
      : SynthesisOptions(fontFolders: fonts, backgroundFolders: backgrounds, wordLists: words)
    if let alphabet { options.alphabet = alphabet }
    for assignment in look { try options.looks.set(assignment) }
    options.threads = threadCount
    return options
  }
}
