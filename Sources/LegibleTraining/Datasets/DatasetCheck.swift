/// What a look through the data found, before the first step of training. Prints as a report for the user.
public struct DatasetCheck: Sendable, CustomStringConvertible {
  /// A character that labels use and the alphabet lacks.
  public struct UnknownCharacter: Sendable, Equatable, CustomStringConvertible {
    public let character: Character
    /// Occurrences in all labels, at least 1.
    public internal(set) var count: Int
    /// Where it occurs first.
    public let first: SourceLine

    public var description: String {
      let points = character.unicodeScalars.map { scalar in
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      }
      let times = count == 1 ? "once, in" : "\(count) times, first in"
      return "\(quoted(String(character))) (\(points.joined(separator: " "))) \(times) \(first)"
    }
  }

  /// The data set's path.
  public let path: String
  /// Crops that can be trained on, in the data set's order.
  public internal(set) var usable: [LabelledCrop] = []
  /// Lines that gave no crop.
  public internal(set) var rejected: [RejectedLine] = []
  /// Crops whose image could not be read, each with the reason.
  public internal(set) var unreadable: [RejectedLine] = []
  /// Characters outside the alphabet, the most frequent first, equally frequent ones in order.
  public internal(set) var unknownCharacters: [UnknownCharacter] = []
  /// Crops left out because their label holds such a character.
  public internal(set) var cropsWithUnknownCharacters = 0
  /// Crops left out because no alignment of their label fits their width.
  public internal(set) var tooLong: [RejectedLine] = []

  public var description: String {
    func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
    var text = "\(path): \(count(usable.count, "crop"))"
    if !rejected.isEmpty {
      text += "\n\(count(rejected.count, "line")) rejected:\n" + firstLines(of: rejected)
    }
    if !unreadable.isEmpty {
      text += "\n\(count(unreadable.count, "unreadable image")) left out:\n" + firstLines(of: unreadable)
    }
    if !unknownCharacters.isEmpty {
      text += "\n\(count(cropsWithUnknownCharacters, "crop")) left out for characters outside the alphabet:\n"
      text += firstLines(of: unknownCharacters, limit: 20)
    }
    if !tooLong.isEmpty {
      text +=
        "\n\(count(tooLong.count, "crop")) too narrow for the label left out:\n" + firstLines(of: tooLong)
    }
    return text
  }
}

extension Dataset {
  /// Looks at every crop as training will: which can be trained on, and what is wrong with the others.
  /// - Parameters:
  ///   - alphabetContains: Whether the model has a symbol for a character.
  ///   - columns: The columns `T` that the network makes of a crop, from its image's size; nil where that shall not
  ///     be looked at. What it throws makes the crop unreadable.
  ///   - requiredColumns: The columns that a label needs at least: for CTC its length and one more for each pair of
  ///     equal neighbours.
  public func check(
    alphabetContains: (Character) -> Bool,
    columns: (LabelledCrop) throws -> Int?,
    requiredColumns: (String) -> Int
  ) -> DatasetCheck {
    var check = DatasetCheck(path: path, rejected: rejected)
    var indexOfUnknown: [Character: Int] = [:]
    for crop in items {
      let unknown = crop.text.filter { !alphabetContains($0) }
      guard unknown.isEmpty else {
        check.cropsWithUnknownCharacters += 1
        for character in unknown {
          let index = indexOfUnknown[character] ?? check.unknownCharacters.count
          if index == check.unknownCharacters.count {
            indexOfUnknown[character] = index
            check.unknownCharacters.append(.init(character: character, count: 0, first: crop.source))
          }
          check.unknownCharacters[index].count += 1
        }
        continue
      }
      do {
        let needed = requiredColumns(crop.text)
        if let columns = try columns(crop), columns < needed {
          let reason = "\(quoted(crop.text)) needs \(needed) columns, \(quotedPath(crop.path)) gives \(columns)"
          check.tooLong.append(RejectedLine(source: crop.source, reason: reason))
        } else {
          check.usable.append(crop)
        }
      } catch {
        check.unreadable.append(RejectedLine(source: crop.source, reason: "\(error)"))
      }
    }
    check.unknownCharacters.sort { ($1.count, $0.character) < ($0.count, $1.character) }
    return check
  }
}
