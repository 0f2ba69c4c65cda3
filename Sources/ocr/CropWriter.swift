import LegibleFiles
import LegibleImages
import LegibleSynthesis
import LegibleTraining

/// Writes synthetic crops as a data set. labels.tsv gets its name last, so a folder that has it is whole.
struct CropWriter {
  private let folder: String
  /// Digits in the files' names.
  private let digits: Int
  private let labels: ReplacementFile
  private let boxes: OutputFile?

  /// A file in the folder that would be written over, and that no drawing has left which was killed: of that,
  /// the labels are still under way.
  static func fileInTheWay(folder: String, count: Int, boxes: Bool) -> String? {
    guard !exists(folder + "/labels.tsv.partial"), let listing = try? FolderListing(of: folder) else {
      return nil
    }
    let digits = digits(count)
    return listing.files.first { name in
      if boxes, name == BoxesFile.name { return true }
      guard let index = Int(name.prefix(digits)), 0..<count ~= index else { return false }
      return name == self.name(index, digits: digits)
    }.map { folder + "/" + $0 }
  }

  private static func digits(_ count: Int) -> Int { max(6, String(count - 1).count) }

  private static func name(_ index: Int, digits: Int) -> String {
    let number = String(index)
    return String(repeating: "0", count: digits - number.count) + number + ".png"
  }

  /// - Throws: `FileError`.
  init(folder: String, count: Int, boxes: Bool) throws(FileError) {
    self.folder = folder
    digits = Self.digits(count)
    labels = try ReplacementFile(for: folder + "/labels.tsv")
    self.boxes = boxes ? try OutputFile(creating: folder + "/" + BoxesFile.name) : nil
  }

  /// Writes the image file of a crop. Any thread may.
  /// - Throws: `FileError`.
  func write(_ crop: SyntheticCrop, index: Int) throws(FileError) {
    let file = try OutputFile(creating: folder + "/" + name(index))
    try file.write(crop.image.pngBytes())
    try file.close()
  }

  /// Puts a crop on the lists.
  /// - Throws: `FileError`.
  func list(_ crop: SyntheticCrop, index: Int) throws(FileError) {
    labels.append("\(name(index))\t\(crop.text)\n")
    let characters = crop.boxes.map { box in
      let edges = [box.x, box.y, box.width, box.height]
      return JSON.object([
        ("character", JSON.string(String(box.character))),
        ("box", JSON.array(edges.map { JSON.number(Double($0), decimals: 2) })),
      ])
    }
    let object = JSON.object([
      ("path", JSON.string(name(index))), ("text", JSON.string(crop.text)),
      ("characters", JSON.array(characters)),
    ])
    try boxes?.write(object + "\n")
  }

  /// - Throws: `FileError`.
  func finish() throws(FileError) {
    try boxes?.close()
    try labels.commit()
  }

  private func name(_ index: Int) -> String { Self.name(index, digits: digits) }
}
