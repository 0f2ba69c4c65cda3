import Legible
import LegibleEvaluation
import LegibleImages

/// A crop with what the network says of its columns below it, each under what it shows: the best symbol, the second
/// one, and the blank, the more colour the more probable. Letters that CTC writes are dark, others that were considered are
/// in another colour. So one sees how CTC works: letters flash up in a column or two, and between them is the blank.
struct PosteriorStrip {
  let image: Image
  let posteriors: ColumnPosteriors
  /// What the drawing is to those who do not see it.
  let name: String

  /// The width of a column, and the height of the picture, which has 32 rows for every 4 columns of pixels.
  private static let (cell, pictureHeight) = (12.0, 96.0)
  private static let gutter = 52.0
  /// Columns that are drawn: a longer line is cut, since a page would not show it whole anyway.
  private static let limit = 600

  var html: HTML {
    let columns = posteriors.columns.prefix(Self.limit)
    let all = Double(max(1, posteriors.columns.count))
    let width = Self.cell * Double(columns.count)
    let shown = shownPicture(columns: columns.count)
    var parts: [HTML] = [
      .element(
        "image",
        [
          "href": "data:image/png;base64," + base64(shown.pngBytes()), "x": length(Self.gutter), "y": "0",
          "width": length(width), "height": length(Self.pictureHeight), "preserveAspectRatio": "none",
        ]),
      rowName("best", y: 128), rowName("second", y: 152), rowName("blank", y: 172),
    ]
    for (index, column) in columns.enumerated() {
      let left = Self.gutter + Double(index) * Self.cell
      var cells: [HTML] = []
      func bar(_ probability: Float, y: Double, height: Double, _ kind: String) {
        guard probability >= 0.01 else { return }
        cells.append(
          .element(
            "path",
            [
              "class": kind, "opacity": format("%.2f", Double(min(probability, 1))),
              "d":
                "M\(length(left + 0.5)) \(length(y))h\(length(Self.cell - 1))v\(length(height))h-\(length(Self.cell - 1))z",
            ]))
      }
      func letter(_ character: Character, y: Double, _ kind: String) {
        cells.append(
          .element(
            "text",
            ["class": "letter \(kind)", "x": length(left + Self.cell / 2), "y": length(y)],
            character == " " ? "\u{2423}" : "\(String(character))"))
      }
      if let best = column.best.first {
        bar(best.probability, y: 118, height: 14, "symbol")
        if best.probability >= 0.1 {
          letter(best.character, y: 113, column.written == nil ? "considered" : "written")
        }
      }
      if column.best.count > 1 {
        let second = column.best[1]
        bar(second.probability, y: 150, height: 8, "other")
        if second.probability >= 0.05 { letter(second.character, y: 146, "considered") }
      }
      bar(column.blank, y: 164, height: 10, "blank")
      parts.append(.element("g", [:], [.element("title", [:], "\(words(column, index))")] + cells))
    }
    let box = (Int(Self.gutter + width + 4), 178)
    let drawing = HTML.element(
      "svg",
      [
        "class": "strip", "viewBox": "0 0 \(box.0) \(box.1)", "width": "\(box.0)", "height": "\(box.1)",
        "role": "img", "aria-label": name,
      ], parts)
    let cut = columns.count < posteriors.columns.count
    return .element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": name], drawing,
      cut ? .element("p", ["class": "path"], "The first \(columns.count) of \(Int(all)) columns.") : "")
  }

  private func rowName(_ name: String, y: Double) -> HTML {
    .element("text", ["class": "soft end", "x": length(Self.gutter - 7), "y": length(y)], "\(name)")
  }

  private func words(_ column: ColumnPosteriors.Column, _ index: Int) -> String {
    let symbols = column.best.filter { $0.probability >= 0.01 }.map {
      "\(String(reflecting: String($0.character))) \(percent(Double($0.probability)))"
    }
    return "column \(index + 1): "
      + (symbols + ["blank \(percent(Double(column.blank)))"]).joined(separator: ", ")
  }

  /// What the drawn columns show of the picture, no finer than the page shows it.
  private func shownPicture(columns: Int) -> Image {
    let area = posteriors.area
    let width = max(1, area.width * columns / max(1, posteriors.columns.count))
    var pixels: [UInt8] = []
    for row in area.y..<area.y + area.height {
      pixels += image.pixels[row * image.width + area.x..<row * image.width + area.x + width]
    }
    let shown = Image(width: width, height: area.height, pixels: pixels)
    let limit = (width: Int(Self.cell) * columns, height: Int(Self.pictureHeight))
    guard shown.width > limit.width || shown.height > limit.height else { return shown }
    return shown.resized(width: min(shown.width, limit.width), height: min(shown.height, limit.height))
  }
}
