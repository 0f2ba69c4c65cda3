import Legible
import LegibleFiles

/// A message to the user as an error.
struct Message: Error, ExpressibleByStringInterpolation {
  let text: String

  init(_ text: String) { self.text = text }
  init(stringLiteral text: String) { self.text = text }
}

/// Writes results as they come, in one of the formats, and counts failures: all in one document on standard output, or
/// each picture's in a document of its own in a folder.
struct RecognitionWriter {
  /// Files that could not be read or whose documents could not be written, so far.
  private(set) var failures = 0
  private let kind: any RecognitionFormat.Type
  /// That of the document on standard output.
  private var format: any RecognitionFormat
  private var output = StandardOutput()
  private var folder: DocumentFolder?
  /// Those that were read, or are about to be.
  private var pictures = 0

  /// - Parameter folder: for a document of each picture; made where it is not there.
  /// - Throws: `Failure` where there can be no such folder.
  init(format: any RecognitionFormat.Type, folder: String?) throws(Failure) {
    kind = format
    self.format = format.init()
    self.folder = try orFail { try folder.map { try DocumentFolder($0) } }
  }

  mutating func begin() throws(Failure) {
    if folder == nil { try output.write(format.begin()) }
  }

  /// Before so many more pictures are read.
  /// - Throws: `Failure` where the document cannot hold them all.
  mutating func expect(_ count: Int) throws(Failure) {
    pictures += count
    guard pictures > 1, folder == nil, !kind.holdsSeveralPictures else { return }
    throw Failure(
      "a document of \(kind.name) has one picture; name a folder for a document of each picture with --output-folder",
      code: pictures > count ? 1 : 2)
  }

  /// - Parameter result: of the file at `path`; a failure's message names the file.
  mutating func write(path: String, _ result: Result<RecognizedText, Message>) throws(Failure) {
    switch result {
    case .success(let read):
      guard try write(read, path: path) else { return }
      if !kind.holdsMessages {
        for remark in read.remarks { try tell("warning: \(path.printable): \(remark)") }
      }
      if let damage = read.damage { try tell("warning: \(damage)") }
    case .failure(let message):
      failures += 1
      if folder == nil { try output.write(format.entry(forFailure: message.text, path: path)) }
      if folder != nil || !kind.holdsMessages { try tell(message.text) }
    }
  }

  mutating func flush() throws(Failure) { try output.flush() }

  mutating func end() throws(Failure) {
    if folder == nil { try output.write(format.end()) }
    try output.flush()
  }

  /// - Returns: Whether it was written; why not has been told.
  private mutating func write(_ result: RecognizedText, path: String) throws(Failure) -> Bool {
    guard folder != nil else {
      try output.write(format.entry(for: result, path: path))
      return true
    }
    var document = kind.init()
    let text = document.begin() + document.entry(for: result, path: path) + document.end()
    do throws(Message) {
      try folder!.write(text, picture: path, fileExtension: kind.fileExtension)
      return true
    } catch {
      failures += 1
      try tell(error.text)
      return false
    }
  }

  /// On standard error, in the order in which things happened, should both streams go to one place.
  private mutating func tell(_ message: String) throws(Failure) {
    try output.flush()
    printError(message)
  }
}
