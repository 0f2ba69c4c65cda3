import LegibleTraining

/// A file of labels. The first byte tells in which form of data set it lies.
struct LabelsTarget: FuzzTarget {
  static let name = "labels"
  static let dictionary = ["\t", "\r\n", ", \"", "\\\"", "\u{FEFF}", ".png", "../", "#"]

  private let folder: ScratchFolder
  private static let names = ["labels.tsv", "gt.txt", "word.gt.txt"]

  init() throws { folder = try ScratchFolder(Self.name) }

  static func seeds() -> [[UInt8]] {
    [
      "\u{0}a.png\tword\nb.png\ttwo words\n", "\u{0}\u{FEFF}a.png\tword\r\n\r\n",
      "\u{1}word_1.png, \"text\"\nword_2.png, \"a \\\"quote\\\"\"\n", "\u{1}a.png\tword\n", "\u{2}word\n",
    ].map { Array($0.utf8) }
  }

  func run(_ input: UnsafeRawBufferPointer) {
    guard let form = input.first else { return }
    let name = Self.names[Int(form) % Self.names.count]
    defer { folder.remove(name) }
    do {
      _ = try folder.file("word.png", [])
      _ = try folder.file(name, input.dropFirst())
    } catch { fatalError("no room for the input: \(error)") }
    guard let dataset = try? Dataset(path: folder.path) else { return }
    precondition(!dataset.items.isEmpty, "a data set without a crop")
    for item in dataset.items { precondition(!item.path.isEmpty, "a crop without a path") }
  }
}
