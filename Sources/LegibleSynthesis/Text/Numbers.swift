import LegibleTensors

/// Texts made of digits: what a word list does not hold and signs, tickets and packaging do.
enum Numbers {
  static func digits(_ count: Int, using random: inout RandomSource) -> String {
    String((0..<count).map { _ in Character(Unicode.Scalar(UInt8(48 + random.integer(in: 0...9)))) })
  }

  static func number(using random: inout RandomSource) -> String {
    let plain = digits(
      1 + random.index(weights: [0.2, 0.28, 0.2, 0.17, 0.06, 0.05, 0.02, 0.02]), using: &random)
    switch random.integer(in: 0...19) {
    case 0: return plain + random.pick(["%", "+", "°", "x", "-", ".", ","])
    case 1: return random.pick(["#", "-", "+", "No.", "x", "~", "<", ">", "=", "*"]) + plain
    case 2: return plain + random.pick(["st", "nd", "rd", "th", "ST", "TH"])
    case 3: return grouped(using: &random)
    case 4: return plain + "." + digits(random.integer(in: 1...3), using: &random)
    case 5:
      return plain
        + random.pick([
          "kg", "g", "ml", "cm", "mm", "km", "m", "L", "KG", "GB", "MB", "V", "W", "Hz", "mph", "lb", "oz",
        ])
    case 6: return digits(2, using: &random) + random.pick(["/", "-", "x", ":"]) + digits(2, using: &random)
    case 7: return "(" + plain + ")"
    default: return plain
    }
  }

  private static func grouped(using random: inout RandomSource) -> String {
    let separator = random.pick([",", ",", "."])
    return String(random.integer(in: 1...999)) + separator + digits(3, using: &random)
      + (random.chance(0.3) ? separator + digits(3, using: &random) : "")
  }

  static func price(using random: inout RandomSource) -> String {
    let whole =
      random.chance(0.15)
      ? grouped(using: &random) : String(random.integer(in: 0...(random.chance(0.7) ? 99 : 999)))
    let cents = random.pick([
      ".99", ".95", ".50", ".00", ".90", ",99", ",-", "", "." + digits(2, using: &random),
    ])
    switch random.integer(in: 0...9) {
    case 0...5: return random.pick(["$", "$", "$", "£", "€"]) + whole + cents
    case 6: return whole + cents + random.pick(["$", "€", " EUR", " USD"])
    case 7: return random.pick(["Rs.", "Rs", "US$", "EUR ", "USD "]) + whole
    default: return whole + (cents.isEmpty ? ".00" : cents)
    }
  }

  private static let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]

  static func date(using random: inout RandomSource) -> String {
    let day = random.integer(in: 1...31)
    let month = random.integer(in: 1...12)
    let year = random.integer(in: 1900...2035)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let separator = random.pick(["/", "-", ".", "."])
    switch random.integer(in: 0...7) {
    case 0, 1: return two(day) + separator + two(month) + separator + String(year)
    case 2: return "\(day)\(separator)\(month)\(separator)\(two(year % 100))"
    case 3: return "\(year)-\(two(month))-\(two(day))"
    case 4: return Casing.draw(using: &random).apply(to: months[month - 1]) + " \(day)"
    case 5: return "\(day) " + Casing.draw(using: &random).apply(to: months[month - 1]) + " \(year)"
    case 6: return "'" + two(year % 100)
    default: return String(year)
    }
  }

  static func time(using random: inout RandomSource) -> String {
    let hour = random.integer(in: 0...23)
    let minute = random.chance(0.5) ? "00" : String(random.integer(in: 10...59))
    switch random.integer(in: 0...5) {
    case 0, 1: return "\(hour):\(minute)"
    case 2: return "\(hour % 12 + 1)" + random.pick(["am", "pm", "AM", "PM", " AM", " PM", "a.m.", "p.m."])
    case 3: return "\(hour % 12 + 1):\(minute)" + random.pick(["am", "pm", "AM", "PM", " am", " pm"])
    case 4: return "\(hour).\(minute)"
    default: return "\(hour % 12 + 1)-\(random.integer(in: 1...12))" + random.pick(["", "pm", "PM"])
    }
  }

  static func phoneNumber(using random: inout RandomSource) -> String {
    func d(_ count: Int) -> String { digits(count, using: &random) }
    switch random.integer(in: 0...7) {
    case 0: return d(3) + "-" + d(4)
    case 1: return d(3) + "-" + d(3) + "-" + d(4)
    case 2: return "(" + d(3) + ") " + d(3) + "-" + d(4)
    case 3: return "+" + d(2) + " " + d(3) + " " + d(6)
    case 4: return d(3) + "." + d(3) + "." + d(4)
    case 5: return "0" + d(random.integer(in: 4...10))
    case 6: return d(4) + " " + d(4)
    default: return "1-800-" + d(3) + "-" + d(4)
    }
  }

  static func code(using random: inout RandomSource) -> String {
    func letters(_ count: Int) -> String {
      String((0..<count).map { _ in Character(Unicode.Scalar(UInt8(65 + random.integer(in: 0...25)))) })
    }
    func d(_ low: Int, _ high: Int) -> String { digits(random.integer(in: low...high), using: &random) }
    switch random.integer(in: 0...9) {
    case 0: return letters(random.integer(in: 1...3)) + d(1, 4)
    case 1: return letters(random.integer(in: 1...3)) + "-" + d(2, 5)
    case 2:
      return letters(random.integer(in: 1...3)) + random.pick([" ", "-"]) + letters(2)
        + random.pick([" ", ""]) + d(2, 4)
    case 3: return d(1, 3) + letters(random.integer(in: 1...3))
    case 4: return letters(2) + d(2, 2) + random.pick([" ", ""]) + letters(3)
    case 5:
      return random.pick(["v", "V", ""]) + d(1, 1) + "." + d(1, 2) + (random.chance(0.5) ? "." + d(1, 2) : "")
    case 6: return "#" + d(2, 6)
    case 7:
      let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
      return String((0..<random.integer(in: 3...9)).map { _ in random.pick(signs) })
    case 8: return d(2, 4) + "-" + d(2, 4)
    default:
      return letters(random.integer(in: 2...4)) + random.pick(["-", "/", "_", "."]) + d(1, 4)
        + random.pick(["", "/"]) + d(1, 2)
    }
  }
}
