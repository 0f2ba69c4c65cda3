import LegibleFiles
import LegibleTraining

/// A file of labels, or of paths. The first byte tells in which form of data set it lies.
struct LabelsTarget: FuzzTarget {
  static let name = "labels"
  static let dictionary = [
    "\t", "\r\n", ", \"", "\\\"", "\u{FEFF}", ".png", "../", "#", ".\\", "%20", "\u{200B}", "&amp;", "{\"",
  ]

  private let folder: ScratchFolder
  private static let names = ["labels.tsv", "gt.txt", "word.gt.txt"]

  init() throws { folder = try ScratchFolder(Self.name) }

  static func seeds() -> [[UInt8]] {
    [
      "\u{0}a.png\tword\nb.png\ttwo words\n", "\u{0}\u{FEFF}a.png\tword\r\n\r\n",
      "\u{1}word_1.png, \"text\"\nword_2.png, \"a \\\"quote\\\"\"\n", "\u{1}a.png\tword\n", "\u{2}word\n",
      "\u{0}word.png\tone\r.\\word.png\t \"two\" \r", "\u{1}\"WORD.png\",\"a\"\n", "\u{3}a.png\0b.png\0",
    ].map { Array($0.utf8) }
  }

  func run(_ input: UnsafeRawBufferPointer) {
    guard let form = input.first else { return }
    if Int(form) % (Self.names.count + 1) == Self.names.count { return readList(input.dropFirst()) }
    let name = Self.names[Int(form) % (Self.names.count + 1)]
    defer { folder.remove(name) }
    do {
      _ = try folder.file("word.png", [])
      _ = try folder.file(name, input.dropFirst())
    } catch { fatalError("no room for the input: \(error)") }
    guard let dataset = try? Dataset(path: folder.path) else { return }
    precondition(!dataset.items.isEmpty, "a data set without a crop")
    for item in dataset.items { precondition(!item.path.isEmpty, "a crop without a path") }
  }

  /// A list of paths that comes in one piece, and in two.
  private func readList(_ bytes: Slice<UnsafeRawBufferPointer>) {
    for cut in [bytes.startIndex, bytes.startIndex + bytes.count / 2] {
      var list = PathList()
      do throws(PathListError) {
        let entries = try list.add(bytes[..<cut]) + list.add(bytes[cut...]) + list.end()
        for case .path(let path) in entries { precondition(!path.isEmpty, "a list with an empty path") }
      } catch {}
    }
  }
}
