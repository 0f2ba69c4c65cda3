import Foundation
import LegibleImages
import LegibleSynthesis

/// Writes synthetic crops as a data set. labels.tsv gets its name last, so a folder that has it is whole.
struct CropWriter {
  private let folder: String
  /// Digits in the files' names.
  private let digits: Int
  private let labels: FileHandle
  private let boxes: FileHandle?

  private var labelsPath: String { folder + "/labels.tsv" }
  private var partialPath: String { labelsPath + ".partial" }

  /// - Throws: `Failure`.
  init(folder: String, count: Int, boxes: Bool) throws(Failure) {
    self.folder = folder
    digits = max(6, String(count - 1).count)
    labels = try Self.create(folder + "/labels.tsv.partial")
    self.boxes = boxes ? try Self.create(folder + "/boxes.jsonl") : nil
  }

  /// Writes the image file of a crop. Any thread may.
  func write(_ crop: SyntheticCrop, index: Int) throws {
    let path = folder + "/" + name(index)
    do {
      try Data(crop.image.pngBytes()).write(to: URL(fileURLWithPath: path))
    } catch {
      throw Failure("\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  /// Puts a crop on the lists.
  func list(_ crop: SyntheticCrop, index: Int) throws {
    try labels.write(contentsOf: Data("\(name(index))\t\(crop.text)\n".utf8))
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
    try boxes?.write(contentsOf: Data((object + "\n").utf8))
  }

  /// - Throws: `Failure`.
  func finish() throws {
    try labels.synchronize()
    try labels.close()
    try boxes?.close()
    guard rename(partialPath, labelsPath) == 0 else {
      throw Failure("\(labelsPath): cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  private func name(_ index: Int) -> String {
    let number = String(index)
    return String(repeating: "0", count: digits - number.count) + number + ".png"
  }

  private static func create(_ path: String) throws(Failure) -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw Failure("\(path): cannot be written: \(String(cString: strerror(errno)))") }
    return file
  }
}
