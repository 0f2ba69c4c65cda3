/// How texts are to be made of columns: what is known of them, and how hard to look.
package struct Decoding: Sendable {
  /// True where the one column of a crop says its class.
  package var isClassifier = false
  /// Beginnings that a search follows at once; nil for the best path, where nothing asks for a search.
  package var beamWidth: Int?
  /// Texts that are given for a crop, at most.
  package var candidates = 1
  /// Other symbols that are given for each symbol of a text, at most.
  package var alternatives = 0
  /// The symbols that are possible; nil for all.
  package var symbols: Set<Int32>?
  package var guide = DecodingGuide()

  /// With a language model, beams of 32 and 64 read at most 0.3 points more of any set of scene words (`--beam`).
  package static let standardBeamWidth = 16

  package init() {}

  /// - Parameter symbolCount: of the model, the blank included.
  package func makeDecoder(symbolCount: Int) -> any ColumnDecoder {
    if isClassifier { return ClassDecoder(candidates: candidates) }
    var decoder: any ColumnDecoder = BestPathDecoder()
    if !guide.isEmpty || candidates > 1 || beamWidth != nil {
      let width = max(candidates, beamWidth ?? Self.standardBeamWidth)
      decoder = PrefixBeamDecoder(width: width, candidates: candidates, guide: guide)
    }
    guard let symbols else { return decoder }
    return MaskedDecoder(
      decoder, isPossible: (0..<Int32(symbolCount)).map { $0 == CTC.blank || symbols.contains($0) })
  }
}
