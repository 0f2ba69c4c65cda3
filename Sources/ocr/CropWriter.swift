import LegibleFiles
import LegibleImages
import LegibleSynthesis

/// Writes synthetic crops as a data set. labels.tsv gets its name last, so a folder that has it is whole.
struct CropWriter {
  private let folder: String
  /// Digits in the files' names.
  private let digits: Int
  private let labels: ReplacementFile
  private let boxes: OutputFile?

  /// - Throws: `FileError`.
  init(folder: String, count: Int, boxes: Bool) throws(FileError) {
    self.folder = folder
    digits = max(6, String(count - 1).count)
    labels = try ReplacementFile(for: folder + "/labels.tsv")
    self.boxes = boxes ? try OutputFile(creating: folder + "/boxes.jsonl") : nil
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

  private func name(_ index: Int) -> String {
    let number = String(index)
    return String(repeating: "0", count: digits - number.count) + number + ".png"
  }
}
