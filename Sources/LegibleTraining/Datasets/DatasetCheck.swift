import LegibleCTC
import LegibleFiles
import LegibleLanguage

/// What a look through the data found, before the first step of training. Prints as a report for the user.
package struct DatasetCheck: Sendable, CustomStringConvertible {
  /// A character that labels use and the alphabet lacks.
  package struct MissingCharacter: Sendable, Equatable, CustomStringConvertible {
    package let character: Character
    /// Occurrences in all labels, at least 1.
    package internal(set) var count: Int
    /// Where it occurs first.
    package let first: SourceLine

    package var description: String {
      let points = character.unicodeScalars.prefix(8).map { scalar in
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      }
      let times = count == 1 ? "once, in" : "\(count) times, first in"
      return "\(String(character).quotedLabel) (\(points.joined(separator: " "))) \(times) \(first)"
    }
  }

  /// The data set's path.
  package let path: String
  /// Crops that can be trained on, in the data set's order.
  package internal(set) var usable: [LabelledCrop] = []
  /// Lines that gave no crop.
  package internal(set) var rejected: [RejectedLine] = []
  /// What is odd about labels, the usable ones among them.
  package internal(set) var remarks: [LabelRemark] = []
  /// Crops whose image could not be read, each with the reason.
  package internal(set) var unreadable: [RejectedLine] = []
  /// Crops among the usable ones whose file has lost pixels, each with the reason.
  package internal(set) var damaged: [RejectedLine] = []
  /// Characters outside the alphabet, the most frequent first, equally frequent ones in order.
  package internal(set) var missingCharacters: [MissingCharacter] = []
  /// Crops left out because their label holds such a character.
  package internal(set) var cropsWithMissingCharacters = 0
  /// Crops left out because no alignment of their label fits their width.
  package internal(set) var tooLong: [RejectedLine] = []

  package var description: String {
    func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
    var text = "\(path.printable): \(count(usable.count, "crop"))"
    if !rejected.isEmpty {
      text += "\n\(count(rejected.count, "line")) rejected:\n" + firstLines(of: rejected)
    }
    if !unreadable.isEmpty {
      text += "\n\(count(unreadable.count, "unreadable image")) left out:\n" + firstLines(of: unreadable)
    }
    if !damaged.isEmpty {
      text +=
        "\n\(count(damaged.count, "damaged image")) used as far as possible:\n" + firstLines(of: damaged)
    }
    if !missingCharacters.isEmpty {
      text += "\n\(count(cropsWithMissingCharacters, "crop")) left out for characters outside the alphabet:\n"
      text += firstLines(of: missingCharacters, limit: 20)
    }
    if !tooLong.isEmpty {
      text +=
        "\n\(count(tooLong.count, "crop")) too narrow for the label left out:\n" + firstLines(of: tooLong)
    }
    return text + remarks.map { "\n\($0)" }.joined()
  }
}

extension Dataset {
  /// Looks at every crop as training will: which can be trained on, and what is wrong with the others.
  /// - Parameters:
  ///   - vocabulary: What the model can say; nil where the labels do not matter.
  ///   - columns: The columns `T` that the network makes of a crop, from its image's size; nil where that
  ///     shall not be looked at. What it throws makes the crop unreadable.
  package func check(
    vocabulary: Vocabulary?, columns: (LabelledCrop) throws -> Int?
  ) -> DatasetCheck {
    var check = DatasetCheck(path: path, rejected: rejected, remarks: remarks)
    var indexOfMissing: [Character: Int] = [:]
    for crop in items {
      guard let label = try? vocabulary?.encode(crop.text) ?? [] else {
        guard let alphabet = vocabulary?.alphabet else {
          check.rejected.append(
            RejectedLine(source: crop.source, reason: "\(UnknownClass(name: crop.text))"))
          continue
        }
        check.cropsWithMissingCharacters += 1
        for character in crop.text where alphabet.index(of: character) == nil {
          let index = indexOfMissing[character] ?? check.missingCharacters.count
          if index == check.missingCharacters.count {
            indexOfMissing[character] = index
            check.missingCharacters.append(.init(character: character, count: 0, first: crop.source))
          }
          check.missingCharacters[index].count += 1
        }
        continue
      }
      do {
        let needed = CTC.requiredColumns(label)
        if let columns = try columns(crop), columns < needed {
          let reason = "\(crop.text.quotedLabel) needs \(needed) columns, the image gives \(columns)"
          check.tooLong.append(RejectedLine(source: crop.source, reason: reason))
        } else {
          check.usable.append(crop)
        }
      } catch {
        check.unreadable.append(RejectedLine(source: crop.source, reason: "\(error)"))
      }
    }
    check.missingCharacters.sort { ($1.count, $0.character) < ($0.count, $1.character) }
    return check
  }
}
