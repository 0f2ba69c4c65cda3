import LegibleCTC
import LegibleImages

/// Where the characters of a text stand, from the columns that CTC put its symbols in.
///
/// CTC (Graves et al. 2006) marks no outlines: it writes a symbol once, in one column as a rule, and blanks until the
/// next one. Trained networks write it as soon as they have seen the left part of the letter. So a letter begins a
/// little before its column and ends where the next letter begins. The boxes of a text follow each other without gaps
/// and without overlaps, and each of them holds the column of its symbol.
///
/// The rule needs no pixels and no memory. Two things were tried beside it and left out. The lightest column of ink near
/// each boundary agrees a little better with the letters, but then some boxes miss theirs, where strokes are thin or
/// the ground is not even. The usual widths of characters, a narrow `i` and a wide `m`, change nothing, because the
/// distances of the columns show them already.
package struct CharacterBoxes {
  /// How far a letter begins before its column, as a share of the distance from the column of the letter before it.
  /// Measured with `ocr evaluate --boxes`; between 0.1 and 0.15 it hardly matters.
  private static let lead = 0.15

  private let symbols: [DecodedSymbol]
  private let columns: Int
  private let area: PixelArea
  /// The mean distance between the columns of neighbours; nil for a single character.
  private let pitch: Double?

  /// - Parameters:
  ///   - symbols: in the order of their columns, which do not overlap.
  ///   - columns: all that the network made of the crop.
  ///   - area: what of the image became these columns.
  package init(_ symbols: [DecodedSymbol], columns: Int, area: PixelArea) {
    self.symbols = symbols
    self.columns = columns
    self.area = area
    pitch =
      symbols.count < 2
      ? nil
      : (Self.column(of: symbols[symbols.count - 1]) - Self.column(of: symbols[0]))
        / Double(symbols.count - 1)
  }

  /// The box of the character with this number, as high as `area`. Complexity: O(1).
  package subscript(index: Int) -> RecognizedCharacter.Box {
    let scale = Double(area.width) / Double(columns)
    let (left, right) = (leftEdge(index), index + 1 < symbols.count ? leftEdge(index + 1) : lastEdge)
    return RecognizedCharacter.Box(
      x: Double(area.x) + left * scale, y: Double(area.y), width: (right - left) * scale,
      height: Double(area.height))
  }

  /// The left edge of the one column that stands for a symbol: the middle one of several.
  private static func column(of symbol: DecodedSymbol) -> Double {
    Double(symbol.columns.lowerBound + symbol.columns.upperBound - 1) / 2
  }

  /// In columns.
  private func leftEdge(_ index: Int) -> Double {
    let column = Self.column(of: symbols[index])
    guard index > 0 else { return max(0, column - Self.lead * (pitch ?? 0)) }
    let before = Self.column(of: symbols[index - 1])
    return max(before + 1, column - Self.lead * (column - before))
  }

  /// In columns: the last character is as wide as the mean one, and a single character takes what there is.
  private var lastEdge: Double {
    guard let pitch else { return Double(columns) }
    return min(Double(columns), Self.column(of: symbols[symbols.count - 1]) + pitch)
  }
}
