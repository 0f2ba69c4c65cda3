import LegibleFiles

/// Reads the two forms that have no list: a text file beside each image, and labels in the images' names.
/// Both look into folders below, and take the files in bytewise order of their paths.
struct CropFolder {
  private(set) var items: [LabelledCrop] = []
  private(set) var rejected: [RejectedLine] = []
  private(set) var remarks = LabelRemarks()

  /// Pairs `word.png` and `word.gt.txt`, one line of text each. An image without text, and a text without
  /// image, are rejected.
  /// - Parameter files: relative to `root`, as `FolderListing` gives them.
  init(pairsIn root: String, files: [String]) {
    let images = ImagesByStem(
      files, texts: files.filter(isTextBesideImage).map { $0.dropLast(textSuffix.count) })
    let others = Dictionary(
      files.filter { otherImageExtensions.contains(lowercasedExtension(of: $0) ?? "") }.map {
        (withoutExtension($0), $0)
      }
    ) { first, _ in first }
    var used: Set<String> = []
    for file in files where isTextBesideImage(file) {
      let stem = String(file.dropLast(textSuffix.count))
      let source = SourceLine(file: joinPath(root, file), line: 1)
      let candidates = images.candidates(for: stem)
      used.formUnion(candidates)
      guard let image = candidates.first else {
        rejected.append(RejectedLine(source: source, reason: Self.noImage(stem, others: others)))
        continue
      }
      switch oneLine(of: source.file) {
      case .success(let text): add(LabelledCrop(path: joinPath(root, image), text: text, source: source))
      case .failure(let failure):
        rejected.append(RejectedLine(source: source, reason: failure.reason))
        if failure == .notUTF8 { remarks.add(.notUTF8, source) }
      }
    }
    for file in files where isImageName(file) && !used.contains(file) {
      let source = SourceLine(file: joinPath(root, file), line: nil)
      rejected.append(RejectedLine(source: source, reason: "no text file beside it (.gt.txt)"))
    }
  }

  /// Images named number, label, number: `12_word_7.jpg`. The label may itself hold underscores.
  /// - Parameter files: relative to `root`, as `FolderListing` gives them.
  init(namesIn root: String, files: [String]) {
    for file in files where isImageName(file) {
      let path = joinPath(root, file)
      let source = SourceLine(file: path, line: nil)
      if let text = labelInName(file) {
        add(LabelledCrop(path: path, text: text, source: source))
      } else {
        let reason = "the name is not of the form number_label_number"
        rejected.append(RejectedLine(source: source, reason: reason))
      }
    }
  }

  /// Says so, too, where the image is there in a format that is not read.
  private static func noImage(_ stem: String, others: [String: String]) -> String {
    if let other = others[stem] {
      return "\(namePart(of: other).quotedPath) beside it is not a PNG or JPEG; convert it to PNG"
    }
    return "no image beside it (\((namePart(of: stem) + ".png").quotedPath) or .jpg)"
  }

  private mutating func add(_ crop: LabelledCrop) {
    items.append(crop)
    remarks.look(at: crop)
  }
}

/// The suffix that tells a folder of pairs, in any capitals.
private let textSuffix = ".gt.txt"

func isTextBesideImage(_ path: String) -> Bool { path.lowercased().hasSuffix(textSuffix) }

func isImageName(_ path: String) -> Bool { imageExtensions.contains(lowercasedExtension(of: path) ?? "") }

/// In lower case, best first.
let imageExtensions = ["png", "jpg", "jpeg", "jpe", "jfif"]

/// Pictures that people have beside texts, in formats that are not read.
private let otherImageExtensions: Set = [
  "tif", "tiff", "bmp", "gif", "webp", "heic", "avif", "jp2", "jxl", "pdf",
]

/// `word` from `1/2/12_word_7.jpg`, nil where the name has another form.
func labelInName(_ path: String) -> String? {
  let stem = namePart(of: path).split(separator: ".", omittingEmptySubsequences: false).dropLast()
    .joined(separator: ".")
  let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
  func isNumber(_ part: Substring) -> Bool {
    !part.isEmpty && part.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }
  guard parts.count >= 3, isNumber(parts[0]), isNumber(parts[parts.count - 1]) else { return nil }
  let label = parts[1..<(parts.count - 1)].joined(separator: "_")
  return label.isEmpty ? nil : label
}

/// The single line of a text file; an empty file holds the empty label.
private func oneLine(of path: String) -> Result<String, LineFailure> {
  let file: TextFile
  do throws(DatasetError) {
    // One line.
    file = try TextFile(contentsOf: path, limit: 1 << 20)
  } catch {
    // The report names the file already.
    switch error {
    case .encoding(_, let name): return .failure(LineFailure(reason: "written in \(name), not UTF-8"))
    case .notText(_, let kind): return .failure(LineFailure(reason: "\(kind.name), not a text"))
    case .unreadable(_, let reason): return .failure(LineFailure(reason: reason))
    case .tooLarge(_, let bytes, let limit):
      return .failure(LineFailure(reason: "\(bytes) bytes, more than the limit of \(limit)"))
    default: return .failure(LineFailure(reason: "\(error)"))
    }
  }
  var lines = file.lines[...]
  while lines.count > 1, lines[lines.count - 1].isEmpty { lines.removeLast() }
  guard lines.count == 1 else {
    let wayOut = file.kind.wayOutElsewhere.map { "; " + $0 } ?? ""
    return .failure(
      LineFailure(
        reason: file.kind == .text
          ? "\(lines.count) lines of text; one is expected" : "\(file.kind.name), not a line of text" + wayOut
      ))
  }
  guard let text = String(validating: lines[0], as: UTF8.self) else { return .failure(.notUTF8) }
  return .success(text)
}
