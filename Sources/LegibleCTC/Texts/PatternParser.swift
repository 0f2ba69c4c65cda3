import LegibleLanguage

/// Reads the notation of `Pattern` by recursive descent.
struct PatternParser {
  private let text: String
  private let characters: [Character]
  private let alphabet: Alphabet
  private var position = 0
  private var depth = 0

  /// A pattern within a pattern within ...: deeper ones are no work of a person.
  private static let depthLimit = 100
  private static let countLimit = 1000
  private static let special: Set<Character> = Set(#".[](){}?*+|\^-"#)

  init(_ text: String, alphabet: Alphabet) {
    self.text = text
    characters = Array(text)
    self.alphabet = alphabet
  }

  mutating func parse() throws(PatternError) -> Pattern.Node {
    let node = try alternatives()
    guard position == characters.count else { throw failure("a ) without its (") }
    return node
  }

  private func failure(_ fact: String, at offset: Int? = nil) -> PatternError {
    PatternError(pattern: text, offset: offset ?? position, fact: fact)
  }

  private var next: Character? { position < characters.count ? characters[position] : nil }

  private mutating func take(_ character: Character) -> Bool {
    guard next == character else { return false }
    position += 1
    return true
  }

  private mutating func alternatives() throws(PatternError) -> Pattern.Node {
    var nodes = [try sequence()]
    while take("|") { nodes.append(try sequence()) }
    return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
  }

  private mutating func sequence() throws(PatternError) -> Pattern.Node {
    var nodes: [Pattern.Node] = []
    while let character = next, character != "|", character != ")" { nodes.append(try repetition()) }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func repetition() throws(PatternError) -> Pattern.Node {
    var node = try atom()
    while let character = next {
      let start = position
      switch character {
      case "?": node = .repeated(node, least: 0, most: 1)
      case "*": node = .repeated(node, least: 0, most: nil)
      case "+": node = .repeated(node, least: 1, most: nil)
      case "{":
        position += 1
        let (least, most) = try bounds(from: start)
        node = .repeated(node, least: least, most: most)
        continue
      default: return node
      }
      position += 1
    }
    return node
  }

  /// What stands between `{` and `}`.
  private mutating func bounds(from start: Int) throws(PatternError) -> (Int, Int?) {
    let wrong = "{ is followed by a number of times, {3}, or by two, {2,4}; \\{ is the character"
    guard let least = number() else { throw failure(wrong, at: start) }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}") else { throw failure(wrong, at: start) }
    guard most.map({ least <= $0 && $0 > 0 }) ?? true else {
      throw failure("the larger number of times comes second", at: start)
    }
    guard least <= Self.countLimit, most ?? 0 <= Self.countLimit else {
      throw failure("more than \(Self.countLimit) times", at: start)
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = next?.wholeNumberValue, next?.isASCII == true {
      value = min(1_000_000, (value ?? 0) * 10 + digit)
      position += 1
    }
    return value
  }

  private mutating func atom() throws(PatternError) -> Pattern.Node {
    let start = position
    guard let character = next else { throw failure("the pattern ends too early") }
    position += 1
    switch character {
    case "(":
      depth += 1
      guard depth <= Self.depthLimit else {
        throw failure("more than \(Self.depthLimit) ( within each other", at: start)
      }
      let node = try alternatives()
      depth -= 1
      guard take(")") else { throw failure("a ( without its )", at: start) }
      return node
    case "[": return .symbols(try characterClass(from: start))
    case ".": return .symbols(Set(1..<Int32(alphabet.symbolCount)))
    case "?", "*", "+", "{":
      throw failure("\(character) has nothing before it; \\\(character) is the character", at: start)
    case "]", "}":
      throw failure("a \(character) without its beginning; \\\(character) is the character", at: start)
    case "\\": return .symbols(try escaped(from: start))
    default: return .symbols([try symbol(character, at: start)])
    }
  }

  private func symbol(_ character: Character, at offset: Int) throws(PatternError) -> Int32 {
    guard let symbol = alphabet.index(of: character) else {
      throw failure("the model cannot write \(String(character).debugDescription)", at: offset)
    }
    return symbol
  }

  /// What stands after a backslash.
  private mutating func escaped(from start: Int) throws(PatternError) -> Set<Int32> {
    guard let character = next else { throw failure("\\ is followed by nothing", at: start) }
    position += 1
    switch character {
    case "d": return symbols(in: "0"..."9")
    case "w":
      return symbols(in: "0"..."9").union(symbols(in: "a"..."z")).union(symbols(in: "A"..."Z"))
        .union(symbols(in: "_"..."_"))
    case "s": return symbols(in: " "..." ")
    default:
      guard Self.special.contains(character) else {
        throw failure("\\\(character) means nothing; without \\ it is the character", at: start)
      }
      return [try symbol(character, at: start)]
    }
  }

  /// Those of the alphabet whose code points lie in a range.
  private func symbols(in range: ClosedRange<Unicode.Scalar>) -> Set<Int32> {
    Set(
      (1..<Int32(alphabet.symbolCount)).filter {
        let scalars = alphabet[$0].unicodeScalars
        return scalars.count == 1 && range.contains(scalars[scalars.startIndex])
      })
  }

  /// What stands between `[` and `]`.
  private mutating func characterClass(from start: Int) throws(PatternError) -> Set<Int32> {
    let isNegated = take("^")
    var symbols: Set<Int32> = []
    var isFirst = true
    while let character = next, character != "]" || isFirst {
      isFirst = false
      let place = position
      position += 1
      if character == "\\" {
        symbols.formUnion(try escaped(from: place))
        continue
      }
      guard next == "-", position + 1 < characters.count, characters[position + 1] != "]" else {
        if let symbol = alphabet.index(of: character) { symbols.insert(symbol) }
        continue
      }
      position += 1
      let last = characters[position]
      position += 1
      guard let lower = character.onlyScalar, let upper = last.onlyScalar, lower <= upper else {
        throw failure(
          "\(character)-\(last) is no range: its ends are in the order of their code points", at: place)
      }
      symbols.formUnion(self.symbols(in: lower...upper))
    }
    guard take("]") else { throw failure("a [ without its ]", at: start) }
    if isNegated { symbols = Set(1..<Int32(alphabet.symbolCount)).subtracting(symbols) }
    guard !symbols.isEmpty else { throw failure("the model can write none of these characters", at: start) }
    return symbols
  }
}

extension Character {
  fileprivate var onlyScalar: Unicode.Scalar? { unicodeScalars.count == 1 ? unicodeScalars.first : nil }
}
