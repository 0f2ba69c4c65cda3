import LegibleFiles

/// Reads the two forms that have no list: a text file beside each image, and labels in the images' names. Both look
/// into folders below, and take the files in bytewise order of their paths.
struct CropFolder {
  private(set) var items: [LabelledCrop] = []
  private(set) var rejected: [RejectedLine] = []

  /// Pairs `word.png` and `word.gt.txt`, one line of text each. An image without text, and a text without image, are
  /// rejected.
  /// - Parameter files: relative to `root`, as `FolderListing` gives them.
  init(pairsIn root: String, files: [String]) {
    let images = Set(files.filter(isImageName))
    var used: Set<String> = []
    for file in files where file.hasSuffix(textSuffix) {
      let stem = String(file.dropLast(textSuffix.count))
      let source = SourceLine(file: joinPath(root, file), line: 1)
      let candidates = imageSuffixes.map { stem + $0 }.filter(images.contains)
      used.formUnion(candidates)
      guard let image = candidates.first else {
        let reason = "no image beside it (\((namePart(of: stem) + ".png").quotedPath) or .jpg)"
        rejected.append(RejectedLine(source: source, reason: reason))
        continue
      }
      switch oneLine(of: source.file) {
      case .success(let text):
        items.append(LabelledCrop(path: joinPath(root, image), text: text, source: source))
      case .failure(let failure):
        rejected.append(RejectedLine(source: source, reason: failure.reason))
      }
    }
    for file in files where images.contains(file) && !used.contains(file) {
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
        items.append(LabelledCrop(path: path, text: text, source: source))
      } else {
        let reason = "the name is not of the form number_label_number"
        rejected.append(RejectedLine(source: source, reason: reason))
      }
    }
  }
}

/// The suffix that tells a folder of pairs.
let textSuffix = ".gt.txt"

/// Suffixes of the image beside `word.gt.txt`, best first. Line corpora in this form often hold a binarised and a
/// normalised copy of each line under one text.
private let imageSuffixes = ["", ".bin", ".nrm"].flatMap { kind in
  ["png", "jpg", "jpeg", "PNG", "JPG", "JPEG"].map { "\(kind).\($0)" }
}

func isImageName(_ path: String) -> Bool {
  guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
  return ["png", "jpg", "jpeg"].contains(path[path.utf8.index(after: dot)...].lowercased())
}

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
  let content: ArraySlice<UInt8>
  do throws(DatasetError) {
    // One line.
    content = try utf8Content(of: path, limit: 1 << 20)
  } catch {
    // The report names the file already.
    switch error {
    case .encoding(_, let name): return .failure(LineFailure(reason: "written in \(name), not UTF-8"))
    case .unreadable(_, let reason): return .failure(LineFailure(reason: reason))
    case .tooLarge(_, let bytes, let limit):
      return .failure(LineFailure(reason: "\(bytes) bytes, more than the limit of \(limit)"))
    default: return .failure(LineFailure(reason: "\(error)"))
    }
  }
  var all = Array(lines(of: content))
  while all.count > 1, all[all.count - 1].isEmpty { all.removeLast() }
  guard all.count == 1 else {
    return .failure(LineFailure(reason: "\(all.count) lines of text; one is expected"))
  }
  guard let text = String(validating: all[0], as: UTF8.self) else {
    return .failure(LineFailure(reason: "not UTF-8"))
  }
  return .success(text)
}
