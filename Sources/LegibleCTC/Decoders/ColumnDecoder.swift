/// Makes texts of the logits of a crop's columns.
///
/// A decoder is one file in this folder; `Decoding` says which one a task needs. It keeps its memory from text to
/// text: one thread uses one decoder.
package protocol ColumnDecoder: Sendable {
  /// What was decoded last: the best text, and others that are possible, best first; at least one.
  var candidates: [DecodedText] { get }

  /// Decodes a crop and leaves the result in `candidates`.
  /// - Parameter logits: `[columns, symbols]`, row-major. Symbol 0 is the blank, and its logits are finite; a symbol
  ///   that is impossible may have minus infinity.
  mutating func decode(logits: UnsafePointer<Float>, columns: Int, symbols: Int)
}
