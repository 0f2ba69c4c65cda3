import LegibleEvaluation

/// How well crops of several kinds are read.
package struct Breakdown {
  package struct Group {
    package let name: String
    /// Crops or characters in it.
    package let count: Int
    /// Of them those that were read rightly, 0...1, with the 95% interval.
    package let right: Double
    package let interval: ClosedRange<Double>
  }

  let title: String
  /// What is counted.
  let unit: String
  package let groups: [Group]

  /// Crops by the length of their label.
  package static func byLength(_ crops: [EvaluatedCrop]) -> Breakdown {
    Breakdown(
      "By length", "crops by characters of their label", crops, edges: [1, 3, 5, 7, 9, 13, 21, 41],
      value: { Double($0.label.count) },
      name: { lower, upper in
        guard let upper else { return "\(Int(lower)) and more" }
        return Int(upper) - Int(lower) == 1 ? "\(Int(lower))" : "\(Int(lower)) to \(Int(upper) - 1)"
      })
  }

  /// Crops by their width over their height.
  package static func byAspect(_ crops: [EvaluatedCrop]) -> Breakdown {
    Breakdown(
      "By aspect ratio", "crops by width over height", crops, edges: [0, 1, 2, 3, 4, 6, 10],
      value: \.aspect,
      name: { lower, upper in
        guard let upper else { return "\(Int(lower)) and more" }
        return lower == 0 ? "below \(Int(upper))" : "\(Int(lower)) up to \(Int(upper))"
      })
  }

  /// Characters of the labels by their class.
  package static func bySymbolClass(_ crops: [EvaluatedCrop]) -> Breakdown {
    let groups = SymbolClass.allCases.compactMap { symbols in
      Group(
        symbols.rawValue,
        crops.compactMap { $0.comparison.classes[symbols] }.filter { $0.characters > 0 }.map {
          Bootstrap.Term(Double($0.read), of: Double($0.characters))
        })
    }
    return Breakdown(title: "By kind of character", unit: "characters of the labels", groups: groups)
  }

  private init(title: String, unit: String, groups: [Group]) {
    (self.title, self.unit, self.groups) = (title, unit, groups)
  }

  /// - Parameter edges: each group reaches from one up to, and without, the next; the last has no end.
  private init(
    _ title: String, _ unit: String, _ crops: [EvaluatedCrop], edges: [Double],
    value: (EvaluatedCrop) -> Double, name: (Double, Double?) -> String
  ) {
    let groups = edges.indices.compactMap { index -> Group? in
      let upper = index + 1 < edges.count ? edges[index + 1] : nil
      let inside = crops.filter {
        // What lies before the first edge, an empty label, is in the first group.
        (index == 0 || value($0) >= edges[index]) && value($0) < upper ?? .infinity
      }
      return Group(name(edges[index], upper), inside.map { Bootstrap.Term($0.comparison.isExact ? 1 : 0) })
    }
    self.init(title: title, unit: unit, groups: groups)
  }

  var html: HTML {
    var table = Table(
      caption: unit.prefix(1).uppercased() + unit.dropFirst(),
      columns: [
        .init(name: "Group", isSortable: false), .init(name: "Count", isNumber: true),
        .init(name: "Right", isNumber: true), .init(name: "95% interval", isSortable: false),
      ])
    table.rows = groups.map { group in
      [
        .init("\(group.name)"), .number(grouped(group.count), Double(group.count)),
        .number(percent(group.right), group.right), .init(meter(group.right, interval: group.interval)),
      ]
    }
    return .element("div", [:], .element("h3", [:], "\(title)"), table.html)
  }
}

extension Breakdown.Group {
  /// Nil for a group with nothing in it.
  fileprivate init?(_ name: String, _ terms: [Bootstrap.Term]) {
    guard !terms.isEmpty else { return nil }
    let (part, whole) = terms.reduce((0, 0)) { ($0.0 + $1.part, $0.1 + $1.whole) }
    self.init(
      name: name, count: Int(whole), right: part / whole,
      interval: Bootstrap.intervals(terms.map { [$0] }, figures: 1)[0])
  }
}
