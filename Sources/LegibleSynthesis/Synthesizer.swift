import LegibleTensors

/// The catalogue that synthetic crops are made from: vetted fonts, word lists, background pictures. Immutable
/// once made, and shared by any number of renderers.
///
/// ```swift
/// let synthesizer = try Synthesizer(SynthesisOptions(folder: "/home/me/.cache/legible/synthesis"))
/// let renderer = try synthesizer.makeRenderer()  // one per thread
/// let crop = try renderer.crop(seed: 1, index: 0)
/// ```
public final class Synthesizer: Sendable {
  public let options: SynthesisOptions
  let table: SymbolTable
  let fonts: FontCatalogue
  /// Fonts of our own.
  let displays: [Font]
  let text: TextGenerator
  let backgrounds: BackgroundCatalogue

  /// Vets all fonts and decodes all pictures: seconds for thousands of fonts.
  ///
  /// - Throws: `SynthesisError` if there is no usable font, or nothing that could be written with them. Files
  ///   that cannot be used are left out and listed in `rejectedFonts`, `rejectedWordLists` and `rejectedBackgrounds`.
  public init(_ options: SynthesisOptions) throws {
    self.options = options
    guard !options.alphabet.isEmpty else { throw SynthesisError.nothingToWrite }
    table = try SymbolTable(options.alphabet)
    fonts = try FontCatalogue(folders: options.fontFolders, table: table, threads: options.threads)
    displays = SegmentDisplay.fonts(table: table)
    text = TextGenerator(
      table: table,
      words: WordLists(paths: options.wordLists, table: table, maximumLength: options.maximumLength),
      options: options)
    backgrounds = BackgroundCatalogue(folders: options.backgroundFolders, threads: options.threads)
  }

  /// A renderer with its own FreeType library. Renderers must not be shared between threads; make one for
  /// each.
  public func makeRenderer() throws -> SyntheticRenderer {
    try SyntheticRenderer(self)
  }

  /// All files that the catalogue was made from, those among them that were rejected too: other files, or the
  /// same ones with other contents, give other crops.
  public var files: [SourceFile] { fonts.files + text.words.files + backgrounds.files }
  /// How many fonts passed the vetting.
  public var fontCount: Int { fonts.fonts.count }
  /// How many words the lists hold.
  public var wordCount: Int { text.words.count }
  /// How many pictures were decoded.
  public var backgroundCount: Int { backgrounds.pictures.count }
  /// Font files that are not used, with the reason.
  public var rejectedFonts: [FontRejection] { fonts.rejections }
  /// Files that are no lists of words in UTF-8, with the reason.
  public var rejectedWordLists: [String] { text.words.rejections }
  /// Pictures that could not be decoded, with the reason.
  public var rejectedBackgrounds: [String] { backgrounds.rejections }
}
