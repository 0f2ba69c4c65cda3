extension String {
  /// A name or a word from a file of unknown origin as a message shows it: `'layers.0.weight'`.
  package var quoted: String { quoted(by: "'", limit: 40) }

  /// The text of a crop, likewise: `"Café"`.
  package var quotedLabel: String { quoted(by: "\"", limit: 60) }

  /// A path, likewise; one that a system may have fits whole as a rule.
  package var quotedPath: String { quoted(by: "\"", limit: 300) }

  /// In quotes, and cut to a length that fits a report. Control characters, and those that turn the direction
  /// of writing, show as `\u{1B}`: a terminal must not obey them.
  /// - Parameter limit: The longest text to show whole, in Unicode scalars: a single character may hold
  ///   thousands.
  private func quoted(by mark: String, limit: Int) -> String {
    let head = unicodeScalars.prefix(limit)
    let shown = head.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator:
        // The joiner of emoji is of that category, too, and does no harm.
        scalar == "\u{200D}" ? String(scalar) : scalar.escaped(asASCII: true)
      default: String(scalar)
      }
    }
    return mark + shown.joined() + mark + (head.endIndex == endIndex ? "" : "...")
  }
}
