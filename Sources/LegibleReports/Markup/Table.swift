/// A table whose columns a reader can sort by, and whose rows can be searched.
struct Table {
  struct Column {
    let name: String
    /// Aligned to the right, and larger numbers first at the first click.
    var isNumber = false
    var isSortable = true
  }

  struct Cell {
    let content: HTML
    /// What it is sorted by; nil for its text.
    var key: String?
    var kind: StaticString?

    init(_ content: HTML, key: String? = nil, kind: StaticString? = nil) {
      (self.content, self.key, self.kind) = (content, key, kind)
    }

    /// - Parameter value: what it is sorted by.
    static func number(_ text: String, _ value: Double) -> Cell {
      Cell("\(text)", key: "\(value)", kind: "number")
    }
  }

  /// What it shows, for all readers and above all for those who hear it.
  let caption: String
  let columns: [Column]
  var rows: [[Cell]] = []
  /// A name for the field in which a reader types what rows must hold; nil for none.
  var filter: String?
  var kind: StaticString?

  var html: HTML {
    let head = columns.map { column -> HTML in
      let kind = column.isNumber ? "number" : nil
      guard column.isSortable else {
        return .element("th", ["scope": "col", "class": kind], "\(column.name)")
      }
      return .element(
        "th", ["scope": "col", "aria-sort": "none", "class": kind],
        .element("button", ["type": "button"], "\(column.name)"))
    }
    let body = rows.map { cells -> HTML in
      precondition(cells.count == columns.count, "\(cells.count) cells under \(columns.count) heads")
      let cells = zip(cells, columns).map { cell, column in
        HTML.element(
          "td",
          [
            "data-key": cell.key, "class": cell.kind.map { "\($0)" },
            // On a narrow page cells stand below each other, each with its head.
            "data-head": column.name,
          ], cell.content)
      }
      return .element("tr", [:], cells)
    }
    let table = HTML.element(
      "div", ["class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"],
      .element(
        "table", ["class": kind.map { "\($0)" }],
        .element("caption", [:], "\(caption)"), .element("thead", [:], .element("tr", [:], head)),
        .element("tbody", [:], body)))
    guard let filter else { return table }
    return .element(
      "div", ["class": "searchable"],
      .element(
        "p", ["class": "search"],
        .element(
          "label", [:],
          "\(filter) ", .element("input", ["type": "search", "autocomplete": "off"])),
        .element("output", ["aria-live": "polite"], "\(rows.count) shown")),
      table)
  }
}
