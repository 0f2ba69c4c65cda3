import CFuzzer
import LegibleFiles

/// `fuzz list`, `fuzz prepare TARGET FOLDER`, `fuzz run TARGET ARGUMENT...`: see the README beside `Sources`.
@main
struct Fuzz {
  /// Inputs longer than this are none that the search makes.
  static let inputLimit = 64 << 20

  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    switch words.first {
    case "list" where words.count == 1:
      for target in fuzzTargets { print(target.name) }
    case "prepare" where words.count == 3:
      try prepare(target(named: words[1]), folder: words[2])
    case "run" where words.count >= 2:
      try run(target(named: words[1]), arguments: Array(words[2...]))
    default:
      fatalError("usage: fuzz list | prepare TARGET FOLDER | run TARGET [ARGUMENT...]")
    }
  }

  private static func target(named name: String) -> any FuzzTarget.Type {
    guard let target = fuzzTargets.first(where: { $0.name == name }) else {
      fatalError("\(name) is no target; `fuzz list` names them")
    }
    return target
  }

  /// Writes what a search starts from: `FOLDER/seeds/NUMBER`, and `FOLDER/dictionary`.
  private static func prepare(_ target: any FuzzTarget.Type, folder: String) throws {
    let seeds = joinPath(folder, "seeds")
    try makeFolder(seeds)
    for (index, seed) in try target.seeds().enumerated() {
      try write(seed, to: joinPath(seeds, String(index)))
    }
    let lines = target.dictionary.map { "\"\(escaped($0))\"\n" }
    try write(Array(lines.joined().utf8), to: joinPath(folder, "dictionary"))
  }

  /// Searches, where libFuzzer is linked, with its arguments. Elsewhere the arguments are files, and folders of them, each
  /// of which is looked at once.
  private static func run(_ type: any FuzzTarget.Type, arguments: [String]) throws {
    let target = try type.init()
    chosen = target
    let words = ([CommandLine.arguments[0]] + arguments).map { Optional(duplicate($0)) } + [nil]
    words.withUnsafeBufferPointer { words in
      let start = UnsafeMutablePointer(mutating: words.baseAddress)
      _ = cfuzzer_run(Int32(words.count - 1), start) { bytes, count in
        chosen?.run(UnsafeRawBufferPointer(start: bytes, count: count))
        return 0
      }
    }
    var count = 0
    for path in arguments {
      let files = (try? FolderListing(of: path))?.files.map { joinPath(path, $0) } ?? [path]
      for file in files {
        let input = try [UInt8](contentsOf: file, limit: inputLimit)
        input.withUnsafeBytes { target.run($0) }
        count += 1
      }
    }
    print("\(type.name): \(count) inputs")
  }

  /// A word as a line of libFuzzer's dictionaries has it.
  private static func escaped(_ word: String) -> String {
    word.utf8.map { byte in
      let isPlain = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      return isPlain ? String(UnicodeScalar(byte)) : "\\x" + String(0x100 + Int(byte), radix: 16).suffix(2)
    }.joined()
  }

  /// A C string that lives as long as the process, as a program's arguments do.
  private static func duplicate(_ text: String) -> UnsafeMutablePointer<CChar> {
    let characters = text.utf8CString
    let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: characters.count)
    _ = copy.initialize(from: characters)
    return copy.baseAddress!
  }
}

/// The target that is being run: libFuzzer's function takes none. It is set once, before the only thread runs it.
nonisolated(unsafe) private var chosen: (any FuzzTarget)?

/// Replaces the file at a path.
func write(_ bytes: [UInt8], to path: String) throws {
  let file = try OutputFile(creating: path)
  try file.write(bytes)
  try file.close()
}
