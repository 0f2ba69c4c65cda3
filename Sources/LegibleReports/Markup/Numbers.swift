import LegibleEvaluation

// Numbers as pages show them.

/// `97.0%`.
func percent(_ share: Double) -> String { format("%.1f%%", 100 * share) }

/// `12,345`.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { result += "," }
    result.append(digit)
  }
  return (number < 0 ? "-" : "") + result
}

/// A length in a drawing: a tenth of a unit is finer than a screen's pixel.
func length(_ value: Double) -> String {
  let tenths = Int((10 * value).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
}
