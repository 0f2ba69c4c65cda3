import LegibleFiles
import LegibleSystem

extension NGramTable {
  /// Reads a model in the text format of ARPA, which SRILM and KenLM write: for each length a list of sequences with
  /// the logarithms, to base 10, of their probability and of their back-off weight.
  ///
  /// Its words must be single characters. A space, which separates words there, is written `<space>`, `<sp>` or `▁`.
  /// `<s>` begins a text and `</s>` ends it; `<unk>` is passed over, since a text with other characters has no place
  /// in this model.
  ///
  /// - Returns: the table, and the alphabet: the characters in the order of the file.
  /// - Throws: ``ARPAError``.
  package static func arpa(contentsOf path: String) throws(ARPAError) -> (NGramTable, Alphabet) {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try [UInt8](contentsOf: path, limit: 4 << 30) } catch {
      throw ARPAError(path: path, line: nil, fact: error.factDescription)
    }
    var reader = ARPAReader(path: path, bytes: bytes)
    return try reader.read()
  }

  /// Whether a file's first bytes are those of an ARPA file.
  package static func isARPA(_ head: some Collection<UInt8>) -> Bool {
    let text = head.drop { $0 == 10 || $0 == 13 || $0 == 32 || $0 == 9 }
    return text.starts(with: #"\data\"#.utf8)
  }
}

/// Why an ARPA file cannot be used. Prints as one sentence that names the file.
package struct ARPAError: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  /// From 1; nil where the whole file is meant.
  package let line: Int?
  package let fact: String

  package var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(fact)" }
}

/// One reading of an ARPA file, line by line.
private struct ARPAReader {
  let path: String
  let bytes: [UInt8]
  private var offset = 0
  private var line = 0
  private var symbols: [Substring: UInt64] = ["<s>": 0, "</s>": 0]
  private var characters: [String] = []

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  private func failure(_ fact: String) -> ARPAError { ARPAError(path: path, line: line, fact: fact) }

  /// The next line that is not empty, without blanks at its ends; nil after the last one.
  private mutating func next() throws(ARPAError) -> Substring? {
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
      let isPair = end + 1 < bytes.count && bytes[end] == 13 && bytes[end + 1] == 10
      let range = offset..<end
      offset = end + (isPair ? 2 : 1)
      line += 1
      guard let text = String(validating: bytes[range], as: UTF8.self) else {
        throw failure("not text in UTF-8; convert it, for instance with iconv")
      }
      let blanks: (Character) -> Bool = { $0 == " " || $0 == "\t" }
      let trimmed = text.drop(while: blanks)
      if !trimmed.isEmpty { return trimmed }
    }
    return nil
  }

  mutating func read() throws(ARPAError) -> (NGramTable, Alphabet) {
    let counts = try header()
    var table = NGramTable(bits: 1, levels: [])
    for (index, count) in counts.enumerated() {
      try section(length: index + 1, of: counts.count, count: count, to: &table)
    }
    guard try next() == #"\end\"# else { throw failure(#"the file ends without \end\; get it again"#) }
    table.addMissingContexts()
    do {
      return (table, try Alphabet(characters))
    } catch {
      throw ARPAError(path: path, line: nil, fact: "\(error)")
    }
  }

  /// - Returns: how many sequences of each length there are said to be.
  private mutating func header() throws(ARPAError) -> [Int] {
    guard try next() == #"\data\"# else {
      throw failure(#"not an ARPA file: it does not begin with \data\"#)
    }
    var counts: [Int] = []
    while let text = try next() {
      if text == #"\1-grams:"# {
        guard !counts.isEmpty else { break }
        return counts
      }
      let parts = text.split { $0 == " " || $0 == "=" }
      guard parts.count == 3, parts[0] == "ngram", Int(parts[1]) == counts.count + 1,
        let count = Int(parts[2]),
        0...(bytes.count) ~= count
      else {
        throw failure("not a line as `ngram \(counts.count + 1)=1000`, as the head of an ARPA file has them")
      }
      counts.append(count)
    }
    throw failure(#"the file ends before \1-grams:; get it again"#)
  }

  /// Reads the sequences of one length, and the head of the next list.
  private mutating func section(
    length: Int, of order: Int, count: Int, to table: inout NGramTable
  ) throws(ARPAError) {
    if length > 1 {
      guard try next() == #"\\#(length)-grams:"# else {
        throw failure(#"\\#(length)-grams: was to come here"#)
      }
    }
    var entries: [(key: UInt64, probability: Float, backoff: Float)] = []
    for _ in 0..<count {
      guard let text = try next() else { throw failure("the file ends here; get it again") }
      let parts = text.split { $0 == " " || $0 == "\t" }
      guard length + 1...length + 2 ~= parts.count, let probability = Float(parts[0]), probability <= 0,
        let backoff = parts.count == length + 2 ? Float(parts[length + 1]) : 0, backoff.isFinite
      else {
        throw failure("not a logarithm, \(length) characters apart from each other, and perhaps a weight")
      }
      let words = parts[1...length]
      if words.contains("<unk>") || words.contains("<UNK>") { continue }
      if length == 1 { try add(parts[1]) }
      var key: UInt64 = 0
      for (position, word) in words.enumerated() {
        guard let symbol = symbols[word],
          symbol != 0 || (word == "<s>" ? position == 0 : position == length - 1)
        else { throw failure("\(String(word).quoted) does not belong here") }
        key = key << UInt64(table.bits) | symbol
      }
      if length == 1 { key = symbols[parts[1]] ?? 0 }
      // A begin is never predicted; its probability stands for nothing.
      let isBegin = length == 1 && parts[1] == "<s>"
      entries.append(
        (key, isBegin ? 0 : max(pow(10, probability), 1e-30), pow(10, min(max(backoff, -30), 30))))
    }
    if length == 1 { try setBits(of: &table, order: order) }
    table.levels.append(length == 1 ? singles(entries) : sorted(entries))
  }

  private mutating func add(_ word: Substring) throws(ARPAError) {
    guard symbols[word] == nil else { return }
    let character = ["<space>", "<sp>", "▁"].contains(word) ? " " : String(word)
    guard character.count == 1 else {
      throw failure(
        "a model of words, one of which is \(character.quoted); a model of characters has its texts' characters apart "
          + "from each other, with <space> for a space")
    }
    characters.append(character)
    symbols[word] = UInt64(characters.count)
  }

  private func setBits(of table: inout NGramTable, order: Int) throws(ARPAError) {
    let largest = NGramCounts.largestOrder(symbolCount: characters.count + 1)
    guard order <= largest else {
      throw failure(
        "sequences of \(order) are too long with \(characters.count) characters; \(largest) at most")
    }
    table = NGramTable(
      bits: NGramCounts(order: order, symbolCount: characters.count + 1).bits, levels: table.levels)
  }

  /// The single symbols in order. The end has the probability of `</s>` and the weight of `<s>`.
  private func singles(_ entries: [(key: UInt64, probability: Float, backoff: Float)]) -> NGramTable.Level {
    let count = characters.count + 1
    var level = NGramTable.Level(
      keys: (0..<UInt64(count)).map { $0 }, probabilities: Array(repeating: 1e-30, count: count),
      backoffs: Array(repeating: 1, count: count))
    for entry in entries {
      let index = Int(entry.key)
      if entry.probability > 0 { level.probabilities[index] = entry.probability }
      if index > 0 || entry.probability == 0 { level.backoffs[index] = entry.backoff }
    }
    return level
  }

  private func sorted(_ entries: [(key: UInt64, probability: Float, backoff: Float)]) -> NGramTable.Level {
    var level = NGramTable.Level()
    for entry in entries.sorted(by: { $0.key < $1.key }) where entry.key != level.keys.last {
      level.keys.append(entry.key)
      level.probabilities.append(entry.probability)
      level.backoffs.append(entry.backoff)
    }
    return level
  }
}

extension NGramTable {
  /// Gives each sequence its beginning, where a pruned file lacks it, with the probability that it has anyway.
  fileprivate mutating func addMissingContexts() {
    for length in stride(from: order - 1, through: 2, by: -1) {
      var missing: [UInt64] = []
      for key in levels[length].keys {
        let context = key >> UInt64(bits)
        if missing.last != context, levels[length - 1].index(of: context) == nil { missing.append(context) }
      }
      // Their probabilities are filled in below, when the shorter ones are whole.
      levels[length - 1].insert(missing)
    }
    for length in 2..<max(2, order) {
      for (index, key) in levels[length - 1].keys.enumerated()
      where levels[length - 1].probabilities[index] == 0 {
        let (context, symbol) = (key >> UInt64(bits), key & (1 << UInt64(bits) - 1))
        var probability = probability(of: symbol, after: context, length: length - 2)
        if let index = levels[length - 2].index(of: context) {
          probability *= levels[length - 2].backoffs[index]
        }
        levels[length - 1].probabilities[index] = probability
      }
    }
  }
}

extension NGramTable.Level {
  /// Gives the keys, which it lacks, a probability of 0 and a weight of 1.
  fileprivate mutating func insert(_ missing: [UInt64]) {
    let old = self
    let places = (old.keys.indices.map { (old.keys[$0], $0) } + missing.map { ($0, -1) }).sorted {
      $0.0 < $1.0
    }
    keys = places.map(\.0)
    probabilities = places.map { $0.1 < 0 ? 0 : old.probabilities[$0.1] }
    backoffs = places.map { $0.1 < 0 ? 1 : old.backoffs[$0.1] }
  }
}
