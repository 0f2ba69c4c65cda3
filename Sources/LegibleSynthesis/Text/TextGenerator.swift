import LegibleTensors

/// Draws what crops say.
struct TextGenerator: Sendable {
  let table: SymbolTable
  let words: WordLists
  let options: SynthesisOptions
  private let labels: LabelTexts

  init(table: SymbolTable, words: WordLists, options: SynthesisOptions) {
    self.table = table
    self.words = words
    self.options = options
    labels = LabelTexts(options.labels)
  }

  /// A text of the alphabet's characters, 1 to `maximumLength` long, or nil if none was found in a fair
  /// number of tries.
  func draw(using random: inout RandomSource) -> [Int]? {
    let shares = options.texts
    let weights = [
      shares.words, shares.names, shares.numbers, shares.prices, shares.dates, shares.times,
      shares.phoneNumbers,
      shares.addresses, shares.codes, shares.runs, shares.randomStrings, labels.isEmpty ? 0 : shares.labels,
    ]
    for _ in 0..<40 {
      var text: String
      switch random.index(weights: weights) {
      case 0: text = phrase(using: &random)
      case 1: text = decorated(name(using: &random), using: &random)
      case 2: text = Numbers.number(using: &random)
      case 3: text = Numbers.price(using: &random)
      case 4: text = Numbers.date(using: &random)
      case 5: text = Numbers.time(using: &random)
      case 6: text = Numbers.phoneNumber(using: &random)
      case 7: text = address(using: &random)
      case 8: text = Numbers.code(using: &random)
      case 9: text = run(using: &random)
      case 11: text = labels.draw(using: &random)
      default: text = randomString(using: &random)
      }
      // A gap is one space to a reader, however wide it is, and at the ends there is none.
      text = text.split(separator: " ").joined(separator: " ")
      if let symbols = table.encode(text), !symbols.isEmpty, symbols.count <= options.maximumLength {
        return symbols
      }
    }
    return nil
  }

  /// A single plain word, as neighbours of a crop's text are.
  func neighbour(using random: inout RandomSource) -> [Int]? {
    table.encode(cased(word(using: &random), using: &random))
  }

  /// Word lengths on signs and packaging: mostly short, with a thin tail.
  private static let lengthWeights: [Float] = [
    0, 0.03, 0.07, 0.13, 0.165, 0.155, 0.14, 0.115, 0.08, 0.05, 0.03, 0.018, 0.01, 0.007,
  ]

  private func word(using random: inout RandomSource) -> String {
    if words.isEmpty || random.chance(0.3) { return random.pick(CommonWords.all) }
    let length =
      random.chance(0.01)
      ? random.integer(in: 13...max(13, options.maximumLength)) : random.index(weights: Self.lengthWeights)
    return words.draw(length: min(length, options.maximumLength), using: &random)
      ?? random.pick(CommonWords.all)
  }

  private func phrase(using random: inout RandomSource) -> String {
    let first = word(using: &random)
    let style = Casing.draw(using: &random)
    guard random.chance(options.lineShare) else {
      if random.chance(0.03) {
        let joint = random.pick(["-", "-", "/", "&", "'", ".", "+", "_"])
        let second = word(using: &random)
        if first.count + second.count < options.maximumLength {
          return style.apply(to: first) + joint + style.apply(to: second)
        }
      }
      return decorated(style.apply(to: first), using: &random)
    }
    var text = style.apply(to: first)
    for _ in 0..<random.integer(in: 1...3) {
      let next = random.chance(0.8) ? style.apply(to: word(using: &random)) : Numbers.number(using: &random)
      guard text.count + 1 + next.count <= options.maximumLength else { break }
      text += " " + next
    }
    return decorated(text, using: &random)
  }

  private func cased(_ text: String, using random: inout RandomSource) -> String {
    Casing.draw(using: &random).apply(to: text)
  }

  /// Punctuation as it clings to words in running text and on signs.
  private func decorated(_ text: String, using random: inout RandomSource) -> String {
    guard random.chance(0.11) else { return text }
    switch random.integer(in: 0...21) {
    case 0...4: return text + random.pick([".", ".", ".", ".", "...", "!.."])
    case 5...7: return text + ","
    case 8...10: return text + random.pick(["!", "!", "!!", "!!!"])
    case 11: return text + random.pick(["?", "?!"])
    case 12, 13: return text + random.pick([":", ":", ";"])
    case 14: return "\"" + text + random.pick(["\"", ""])
    case 15: return random.pick(["'", "‘", "“"]) + text
    case 16: return text + "'s"
    case 17: return "(" + text + random.pick([")", ")", ""])
    case 18: return text + random.pick(["\"", "'", ")", "-", "*", "%", "+"])
    case 19: return random.pick(["#", "@", "&", "*", "-", "/", "$", "."]) + text
    case 20: return random.pick(["[", "{", "<"]) + text + random.pick(["]", "}", ">"])
    default: return text + random.pick(["&", "/", "|", "~", "^", "_", "="])
    }
  }

  private static let onsets = [
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p",
    "pr", "qu", "r",
    "s", "sh", "sl", "st", "t", "tr", "v", "w", "x", "y", "z", "",
  ]
  private static let vowels = [
    "a", "e", "i", "o", "u", "a", "e", "o", "ai", "ee", "oo", "ou", "ia", "io", "y",
  ]
  private static let codas = [
    "", "", "", "n", "r", "s", "l", "t", "m", "x", "k", "nd", "ng", "st", "ck", "tz", "ll", "pp",
  ]

  /// Pronounceable, in no list.
  private func invention(using random: inout RandomSource) -> String {
    (0..<random.integer(in: 1...3)).map { _ in
      random.pick(Self.onsets) + random.pick(Self.vowels) + random.pick(Self.codas)
    }.joined()
  }

  /// What people, places, shops and goods are called.
  private func name(using random: inout RandomSource) -> String {
    switch random.uniform() {
    case ..<0.45: return cased(random.pick(ProperNames.all), using: &random)
    case ..<0.8: return cased(invention(using: &random), using: &random)
    default: break
    }
    func part() -> String {
      Casing.title.apply(to: random.chance(0.5) ? random.pick(CommonWords.all) : random.pick(ProperNames.all))
    }
    switch random.integer(in: 0...8) {
    case 0...3: return part() + part()
    case 4: return random.pick(["i", "e", "my", "Mc", "Mac", "De", "La", "O'", "D'"]) + part()
    case 5:
      return part() + random.pick(["X", "One", "2U", "24", "+", "Co", "Tel", "Net", "Mart", "Land", "Inn"])
    case 6: return part() + "'s"
    case 7: return Casing.upper.apply(to: random.pick(ProperNames.all)) + "'S"
    default: return part() + random.pick(["&", "-", "."]) + part()
    }
  }

  private func address(using random: inout RandomSource) -> String {
    let ending = random.pick([
      "com", "com", "org", "net", "de", "co.uk", "fr", "it", "es", "nl", "eu", "info", "in", "tv",
    ])
    var host = random.chance(0.5) ? word(using: &random) : invention(using: &random)
    host = host.lowercased()
    let text: String
    switch random.integer(in: 0...7) {
    case 0, 1, 2: text = "www." + host + "." + ending
    case 3: text = host + "." + ending
    case 4: text = random.pick(["http://", "https://"]) + host + "." + ending
    case 5: text = invention(using: &random) + random.pick([".", "_", ""]) + "@" + host + "." + ending
    case 6: text = "www." + host + random.pick([".", ""])
    default: text = "." + ending
    }
    return random.chance(0.15) ? text.uppercased() : text
  }

  /// What stands between a word and its price on a menu, fills a form, or was typed by holding a key down. Not `_`: its
  /// runs are one line, of which nobody can say how many they are.
  private func run(using random: inout RandomSource) -> String {
    let character =
      random.chance(0.6)
      ? random.pick([".", ".", ".", "-", "-", "l", "i", "I", "1", "0", "x", "*", "o", "=", "!", "/"])
      : String(random.pick(table.characters))
    guard character != "_", character != " " else { return "" }
    let run = String(repeating: character, count: 2 + random.index(weights: Self.runWeights))
    switch random.integer(in: 0...9) {
    case 0: return word(using: &random) + run
    case 1: return run + Numbers.price(using: &random)
    case 2: return cased(word(using: &random), using: &random) + run + Numbers.digits(2, using: &random)
    default: return run
    }
  }

  /// Of runs of 2, 3 and more.
  private static let runWeights: [Float] = [
    0.12, 0.2, 0.15, 0.12, 0.1, 0.08, 0.07, 0.05, 0.04, 0.03, 0.02, 0.02,
  ]

  private func randomString(using random: inout RandomSource) -> String {
    let length = random.integer(in: 1...8)
    return String((0..<length).map { _ in random.pick(table.characters) })
  }
}

/// The cases in which words are set. Signs shout.
enum Casing {
  case upper, title, lower, asListed
  /// Capitals in the middle of small letters, or the other way round: logos, careless signs.
  case odd(at: Int)

  static func draw(using random: inout RandomSource) -> Casing {
    switch random.uniform() {
    case ..<0.5: .upper
    case ..<0.78: .title
    case ..<0.945: .lower
    case ..<0.98: .asListed
    default: .odd(at: random.integer(in: 0...5))
    }
  }

  func apply(to text: String) -> String {
    switch self {
    case .upper: text.uppercased()
    case .lower: text.lowercased()
    case .title: text.prefix(1).uppercased() + text.dropFirst().lowercased()
    case .asListed: text
    case .odd(let place):
      String(
        text.enumerated().map { offset, character in
          let isUpper = (offset == place) != (place % 2 == 0)
          return Character(isUpper ? character.uppercased() : character.lowercased(), or: character)
        })
    }
  }
}

extension Character {
  /// The only character of `text`, or `other` where it has several, as the capital of ß.
  fileprivate init(_ text: String, or other: Character) {
    self = text.count == 1 ? text.first ?? other : other
  }
}
