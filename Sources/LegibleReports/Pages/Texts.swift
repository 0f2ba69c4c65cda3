import LegibleLanguage

/// A text of a crop, set apart from the page's own words and from their direction.
func shown(_ text: String) -> HTML {
  text.isEmpty
    ? .element("span", ["class": "soft"], "nothing")
    : .element("bdi", ["class": "text"], "\(text)")
}

/// A label and its reading, each with what the other has not marked in it.
func shownDifference(label: String, prediction: String) -> (label: HTML, prediction: HTML) {
  var (kept, read): ([HTML], [HTML]) = ([], [])
  for operation in editOperations(from: Array(label), to: Array(prediction)) {
    func piece(_ name: StaticString, _ character: Character) -> HTML {
      // A space alone would be a mark without a letter.
      .element(name, [:], character == " " ? "\u{2423}" : "\(String(character))")
    }
    switch operation {
    case .match(let character):
      kept.append("\(String(character))")
      read.append("\(String(character))")
    case .substitution(let expected, let found):
      kept.append(piece("del", expected))
      read.append(piece("ins", found))
    case .deletion(let expected): kept.append(piece("del", expected))
    case .insertion(let found): read.append(piece("ins", found))
    }
  }
  func whole(_ parts: [HTML]) -> HTML {
    parts.isEmpty ? shown("") : .element("bdi", ["class": "text"], parts)
  }
  return (whole(kept), whole(read))
}
