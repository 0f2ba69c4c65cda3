/// What synthetic crops are made from, and in which proportions.
public struct SynthesisOptions: Codable, Equatable, Sendable {
  /// Folders searched, with their subfolders, for `.ttf`, `.otf`, `.ttc` and `.pfb` files.
  public var fontFolders: [String]
  /// Folders searched, with their subfolders, for `.jpg`, `.jpeg` and `.png` pictures. May be empty.
  public var backgroundFolders: [String]
  /// Lists with one word a line, or folders of them. Lists are drawn from in equal shares. May be empty.
  public var wordLists: [String]
  /// Labels of real crops, whose like are among the texts. May be empty.
  public var labels: [String] = []
  /// The characters that may occur, each of a single Unicode scalar. Default: printable ASCII, space
  /// included.
  public var alphabet = SynthesisOptions.printableASCII
  /// In which proportions the kinds of text are drawn.
  public var texts = TextShares()
  /// Share of the words drawn from lists that are set several to a crop, with spaces between them, 0...1.
  public var lineShare: Float = 0.05
  /// The longest text, in characters.
  public var maximumLength = 25
  /// Share of the crops that are printed plainly, black on white and undistorted, as born-digital pictures
  /// are, 0...1.
  public var plainShare: Float = 0.03
  /// Share of the crops that hold no text, or bits of neighbouring text alone, and have the empty label,
  /// 0...1.
  public var blankShare: Float = 0.02
  /// How often each kind of look occurs.
  public var looks = LookShares()
  /// Height of the crops, pixels. What a reader scales to 32 anyway need not be larger; real crops are often
  /// smaller.
  public var height = 11...48
  /// Threads that vet fonts and decode pictures when a `Synthesizer` starts. The result does not depend on
  /// it.
  public var threads = 2

  /// The 94 printable ASCII characters and the space.
  public static let printableASCII = String((32...126).map { Character(Unicode.Scalar(UInt8($0))) })

  public init(fontFolders: [String], backgroundFolders: [String] = [], wordLists: [String] = []) {
    self.fontFolders = fontFolders
    self.backgroundFolders = backgroundFolders
    self.wordLists = wordLists
  }

  /// The data as `Scripts/install-synthesis-data.sh` lays it out under `folder`.
  public init(folder: String) {
    self.init(
      fontFolders: [folder + "/fonts"], backgroundFolders: [folder + "/backgrounds"],
      wordLists: [folder + "/words"])
  }
}

extension SynthesisOptions {
  private enum CodingKeys: String, CodingKey {
    case fontFolders, backgroundFolders, wordLists, alphabet, texts, lineShare, maximumLength, plainShare,
      blankShare
    case looks, height, threads, labels
  }

  /// What an older checkpoint lacks has its default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys, _ fallback: Value) throws -> Value {
      try values.decodeIfPresent(Value.self, forKey: key) ?? fallback
    }
    self.init(fontFolders: try values.decode([String].self, forKey: .fontFolders))
    backgroundFolders = try value(.backgroundFolders, backgroundFolders)
    wordLists = try value(.wordLists, wordLists)
    alphabet = try value(.alphabet, alphabet)
    texts = try value(.texts, texts)
    lineShare = try value(.lineShare, lineShare)
    maximumLength = try value(.maximumLength, maximumLength)
    plainShare = try value(.plainShare, plainShare)
    blankShare = try value(.blankShare, blankShare)
    labels = try value(.labels, labels)
    looks = try value(.looks, looks)
    height = try value(.height, height)
    threads = try value(.threads, threads)
    guard 0...1 ~= blankShare else {
      throw DecodingError.dataCorruptedError(
        forKey: .blankShare, in: values,
        debugDescription: "blankShare is \(blankShare), which no crops were made with")
    }
  }
}

/// Proportions of the kinds of text; only their ratios matter. A share of 0 leaves a kind out.
public struct TextShares: Codable, Equatable, Sendable {
  /// Words of the word lists, and a short built-in list of what signs and packaging say.
  public var words: Float = 0.65
  /// Names of people, places, shops and goods, known and invented.
  public var names: Float = 0.1
  public var numbers: Float = 0.08
  public var prices: Float = 0.03
  public var dates: Float = 0.015
  public var times: Float = 0.015
  public var phoneNumbers: Float = 0.015
  /// E-mail and web addresses.
  public var addresses: Float = 0.02
  /// Part numbers, licence plates, versions.
  public var codes: Float = 0.035
  /// One character many times over, which a careless reader sees fewer times: leaders, rules, `lll`, `0000`.
  public var runs: Float = 0.02
  /// Characters drawn evenly from the alphabet.
  public var randomStrings: Float = 0.04
  /// Texts like `SynthesisOptions.labels`: as many as all others together. Without labels there are none.
  public var labels: Float = 1

  public init() {}

  public init(from decoder: any Decoder) throws { try self.init(sharesFrom: decoder) }
  public func encode(to encoder: any Encoder) throws { try encodeShares(to: encoder) }
}

extension TextShares: NamedShares {
  static var range: ClosedRange<Float> { 0...1e6 }

  static let fields: [(name: String, path: WritableKeyPath<TextShares, Float> & Sendable)] = [
    ("words", \.words), ("names", \.names), ("numbers", \.numbers), ("prices", \.prices), ("dates", \.dates),
    ("times", \.times), ("phoneNumbers", \.phoneNumbers), ("addresses", \.addresses), ("codes", \.codes),
    ("runs", \.runs), ("randomStrings", \.randomStrings), ("labels", \.labels),
  ]

  package var values: [Float] { Self.fields.map { self[keyPath: $0.path] } }
}
