/// A kind of file, or of text, that strangers give to the package, and the code that has to bear whatever is in it.
protocol FuzzTarget {
  /// As the command and the folders of inputs have it.
  static var name: String { get }
  /// Sound inputs, small and of every kind: the search starts from them.
  static func seeds() throws -> [[UInt8]]
  /// Words that the search puts into inputs, because chance would hardly find them.
  static var dictionary: [String] { get }

  init() throws
  /// Looks at one input as the package would look at a user's. Errors are what it should give; a trap, a report of a
  /// sanitizer, or a contradiction, which is a trap, too, is a finding.
  func run(_ input: UnsafeRawBufferPointer)
}

extension FuzzTarget {
  static var dictionary: [String] { [] }
}

/// All of them. A new one is a file in `Targets` and a line here.
var fuzzTargets: [any FuzzTarget.Type] {
  [
    PNGTarget.self,
    JPEGTarget.self,
    ModelTarget.self,
    CheckpointTarget.self,
    LabelsTarget.self,
    BoxesTarget.self,
    SpecTarget.self,
    LanguageTarget.self,
    TextsTarget.self,
    SynthesisTarget.self,
  ]
}
