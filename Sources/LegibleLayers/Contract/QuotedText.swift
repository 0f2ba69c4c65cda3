extension String {
  /// Text from a file as an error message shows it: in quotes, short, and harmless to a terminal.
  package var quoted: String {
    let scalars = unicodeScalars.prefix(40).map { scalar in
      scalar.properties.generalCategory == .control
        ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return "'" + scalars.joined() + "'"
  }
}
