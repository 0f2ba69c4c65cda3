import Legible

/// What was read as an object, in all formats made of objects. The names of the members are a contract.
extension JSON {
  static func object(_ result: RecognizedText, path: String) -> String {
    var members = [
      ("path", string(path)),
      ("text", string(result.text)),
      ("confidence", confidence(result.confidence)),
      ("characters", array(result.characters.map(object))),
    ]
    // Only where more than the best one was asked for and found.
    if result.candidates.count > 1 {
      members.append(("candidates", array(result.candidates.map(object))))
    }
    // Only where it was looked for and found.
    if result.orientation != .upright { members.append(("orientation", string(result.orientation.rawValue))) }
    if let damage = result.damage { members.append(("warning", string("\(damage)"))) }
    if !result.remarks.isEmpty {
      members.append(("remarks", array(result.remarks.map { string($0.description) })))
    }
    return object(members)
  }

  static func object(failure message: String, path: String) -> String {
    object([("path", string(path)), ("error", string(message))])
  }

  private static func object(_ character: RecognizedCharacter) -> String {
    let box = character.box
    var members = [
      ("character", string(String(character.character))),
      ("confidence", confidence(character.confidence)),
      ("box", array([box.x, box.y, box.width, box.height].map { number($0, decimals: 2) })),
    ]
    if !character.alternatives.isEmpty {
      members.append(("alternatives", array(character.alternatives.map(object))))
    }
    return object(members)
  }

  private static func object(_ candidate: RecognizedText.Candidate) -> String {
    object([("text", string(candidate.string)), ("confidence", confidence(candidate.confidence))])
  }

  private static func object(_ alternative: RecognizedCharacter.Alternative) -> String {
    object([
      ("character", string(String(alternative.character))),
      ("confidence", confidence(alternative.confidence)),
    ])
  }

  private static func confidence(_ value: Float) -> String { number(Double(value), decimals: 4) }
}
