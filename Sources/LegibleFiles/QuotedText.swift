extension String {
  /// A name or a word from a file of unknown origin as a message shows it: `'layers.0.weight'`.
  package var quoted: String { quoted(by: "'", limit: 40) }

  /// The text of a crop, likewise: `"Café"`.
  package var quotedLabel: String { quoted(by: "\"", limit: 60) }

  /// A path, likewise; one that a system may have fits whole as a rule.
  package var quotedPath: String { quoted(by: "\"", limit: 300) }

  /// The text as a person may see it on a terminal, whole and without quotes: control characters, and
  /// characters that turn the direction of writing or show nothing, become `\n` or `\u{1B}`, so that a name
  /// from a stranger's disk neither moves the cursor nor ends the line.
  ///
  /// Not to be undone, because a backslash stays as it is: programs get their texts in other ways.
  package var printable: String {
    // Nearly all paths and texts, at the cost of a look at each byte.
    if utf8.allSatisfy({ 0x20...0x7E ~= $0 }) { return self }
    return String(unicodeScalars.lazy.flatMap { isHidden($0) ? $0.escaped(asASCII: true) : String($0) })
  }

  /// In quotes, and cut to a length that fits a report. Escaped as in `printable`, and spaces other than the
  /// plain one as well: the reader could not tell them apart.
  /// - Parameter limit: The longest text to show whole, in Unicode scalars: a single character may hold
  ///   thousands.
  private func quoted(by mark: String, limit: Int) -> String {
    let head = unicodeScalars.prefix(limit)
    let shown = head.map { scalar in
      let isOtherSpace = scalar != " " && scalar.properties.generalCategory == .spaceSeparator
      return isHidden(scalar) || isOtherSpace ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return mark + shown.joined() + mark + (head.endIndex == endIndex ? "" : "...")
  }
}

/// Whether a terminal would obey a character, or show nothing for it.
private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .surrogate, .lineSeparator, .paragraphSeparator: true
  // The two joiners are of that category, too, and do no harm: emoji, Persian and the scripts of India are
  // written with them.
  case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
  default: false
  }
}
