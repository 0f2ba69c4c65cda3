import LegibleFiles
import LegibleSynthesis

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where the characters of a data set's crops stand: `boxes.jsonl` beside the labels, as `CropWriter` of the command
/// writes it for synthetic crops. One object a line: `path`, `text`, `characters`, each of them `character` and `box`,
/// which is `[x, y, width, height]` in pixels.
package struct BoxesFile: Sendable {
  /// By the path of the crop's file, joined to the folder as in `LabelledCrop.path`; one box for each character of
  /// its text.
  package let boxes: [String: [CharacterBox]]

  package static let name = "boxes.jsonl"
  /// Room for four hundred thousand crops; a longer file would be more than memory holds.
  private static let byteLimit = 256 << 20
  /// Pixels; no picture that can be read is as large.
  private static let largestNumber: Float = 1e6

  /// Opens the file of a data set.
  /// - Parameter dataset: the path that the data set was opened with: a folder, or a labels file in one.
  /// - Throws: `BoxesFileError`.
  package init(ofDataset dataset: String) throws(BoxesFileError) {
    let isFolder = (try? FileStatus(of: dataset))?.kind == .folder
    let folder = isFolder ? dataset : folderPart(of: dataset)
    let path = joinPath(folder, Self.name)
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try [UInt8](contentsOf: path, limit: Self.byteLimit)
    } catch {
      throw BoxesFileError("\(error)")
    }
    let decoder = JSONDecoder()
    var boxes: [String: [CharacterBox]] = [:]
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard !line.isEmpty else { continue }
      guard let crop = try? decoder.decode(Line.self, from: Data(line)), let known = crop.boxes else {
        throw BoxesFileError(
          "\(path.printable):\(number): no object with the path of a crop and a box for each of its characters; "
            + "write the data set again")
      }
      boxes[joinPath(folder, crop.path)] = known
    }
    self.boxes = boxes
  }

  private struct Line: Decodable {
    let path: String
    let text: String
    let characters: [Place]

    struct Place: Decodable {
      let character: String
      let box: [Float]
    }

    /// Nil where they are not those of the text, or no boxes.
    var boxes: [CharacterBox]? {
      guard characters.map(\.character) == text.map({ String($0) }) else { return nil }
      var boxes: [CharacterBox] = []
      for place in characters {
        let box = place.box
        guard box.count == 4, box.allSatisfy({ abs($0) <= BoxesFile.largestNumber }), box[2] >= 0, box[3] >= 0
        else { return nil }
        boxes.append(
          CharacterBox(
            character: Character(place.character), x: box[0], y: box[1], width: box[2], height: box[3]))
      }
      return boxes
    }
  }
}

/// Why the boxes of a data set cannot be read. Prints as one sentence that names the file.
package struct BoxesFileError: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
