/// Makes a text of the logits of a crop's columns.
///
/// A decoder is one file in this folder and one line in `columnDecoders`. It keeps its memory from text to text: one thread uses
/// one decoder, and a text that is no longer than those before allocates nothing.
package protocol ColumnDecoder: Sendable {
  /// What it is asked for by.
  static var name: String { get }

  init()

  /// What was decoded last.
  var text: DecodedText { get }

  /// Decodes a crop and leaves the result in `text`.
  /// - Parameter logits: `[columns, symbols]`, row-major, finite. Symbol 0 is the blank.
  mutating func decode(logits: UnsafePointer<Float>, columns: Int, symbols: Int)
}

/// All decoders, the first being the one that is used where none is asked for.
package let columnDecoders: [any ColumnDecoder.Type] = [BestPathDecoder.self]
