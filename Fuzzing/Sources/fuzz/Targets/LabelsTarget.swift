import LegibleFiles
import LegibleTraining

/// The labels of a data set, a file of them or the names of its pictures, or a list of paths. The first byte tells which.
struct LabelsTarget: FuzzTarget {
  static let name = "labels"
  static let dictionary = [
    "\t", "\r\n", ", \"", "\\\"", "\u{FEFF}", ".png", "../", "#", "_", ".\\", "%20", "\u{200B}", "&amp;",
    "{\"",
  ]

  private let folder: ScratchFolder
  private static let names = ["labels.tsv", "gt.txt", "word.gt.txt"]

  init() throws { folder = try ScratchFolder(Self.name) }

  static func seeds() -> [[UInt8]] {
    [
      "\u{0}a.png\tword\nb.png\ttwo words\n", "\u{0}\u{FEFF}a.png\tword\r\n\r\n",
      "\u{1}word_1.png, \"text\"\nword_2.png, \"a \\\"quote\\\"\"\n", "\u{1}a.png\tword\n", "\u{2}word\n",
      "\u{0}word.png\tone\r.\\word.png\t \"two\" \r", "\u{1}\"WORD.png\",\"a\"\n",
      "\u{3}12_word_7.jpg\n13_other_8.png\n", "\u{3}word.png\n", "\u{4}a.png\0b.png\0",
    ].map { Array($0.utf8) }
  }

  func run(_ input: UnsafeRawBufferPointer) {
    guard let first = input.first else { return }
    let form = Int(first) % (Self.names.count + 2)
    let rest = Array(input.dropFirst())
    if form == Self.names.count + 1 { return readList(rest) }
    let files: [(name: String, bytes: [UInt8])] =
      form < Self.names.count
      ? [("word.png", []), (Self.names[form], rest)] : Self.pictures(named: rest).map { ($0, []) }
    defer { for (name, _) in files { folder.remove(name) } }
    for (name, bytes) in files {
      do { _ = try folder.file(name, bytes) } catch { fatalError("no room for the input: \(error)") }
    }
    guard let dataset = try? Dataset(path: folder.path) else { return }
    precondition(!dataset.items.isEmpty, "a data set without a crop")
    for item in dataset.items { precondition(!item.path.isEmpty, "a crop without a path") }
  }

  /// The lines that can be names of files, a few of them: making files takes longer than looking at them.
  private static func pictures(named lines: [UInt8]) -> [String] {
    lines.split(separator: UInt8(ascii: "\n")).prefix(8).compactMap { line in
      let name = String(decoding: line, as: UTF8.self)
      // What the system takes as a name of a file, of at most 255 bytes.
      let isName =
        name != "." && name != ".." && name.utf8.count < 256 && !name.utf8.contains { $0 == 0 || $0 == 47 }
      return isName ? name : nil
    }
  }

  /// A list of paths that comes in one piece, and in two.
  private func readList(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      for cut in [0, bytes.count / 2] {
        var list = PathList()
        do throws(PathListError) {
          let entries = try list.add(bytes[..<cut]) + list.add(bytes[cut...]) + list.end()
          for case .path(let path) in entries { precondition(!path.isEmpty, "a list with an empty path") }
        } catch {}
      }
    }
  }
}
