import LegibleFiles

/// The images of a folder, to be found by the name of the text beside them.
///
/// A text and its image may come from different systems: so `A.Png` belongs to `A.gt.txt`, a name in Unicode's
/// form NFD to one in NFC, and `a.png` to `A.gt.txt` where no other image or text is nearer.
struct ImagesByStem {
  /// What may stand between the name and the extension, best first: line corpora in this form often hold a
  /// binarised and a normalised copy of each line under one text.
  private static let kinds = ["", ".bin", ".nrm"]

  /// By the name without kind and extension, in lower case.
  private var images: [String: [Image]] = [:]
  /// The names of all texts, without their suffix.
  private let texts: Set<Substring>

  private struct Image {
    let path: String
    /// The path without kind and extension.
    let stem: String
    /// The lower, the better.
    let rank: Int
  }

  /// - Parameters:
  ///   - files: those that are no images are passed over.
  ///   - texts: the paths of all texts without their suffix.
  init(_ files: [String], texts: [Substring]) {
    self.texts = Set(texts)
    for path in files {
      guard let name = lowercasedExtension(of: path), let type = imageExtensions.firstIndex(of: name) else {
        continue
      }
      // A file a.bin.png belongs to a.gt.txt and to a.bin.gt.txt.
      let whole = withoutExtension(path)
      let isPlain = path.hasSuffix("." + name)
      for (kind, ending) in Self.kinds.enumerated() where whole.hasSuffix(ending) {
        let stem = String(whole.dropLast(ending.count))
        let rank = (kind * 2 + (isPlain ? 0 : 1)) * imageExtensions.count + type
        images[stem.lowercased(), default: []].append(Image(path: path, stem: stem, rank: rank))
      }
    }
  }

  /// The images that a text belongs to, the best first.
  /// - Parameter stem: the text's path without its suffix.
  func candidates(for stem: String) -> [String] {
    let all = images[stem.lowercased()] ?? []
    func best(_ belongs: (Image) -> Bool) -> [String] {
      all.filter(belongs).sorted { ($0.rank, $0.path) < ($1.rank, $1.path) }.map(\.path)
    }
    // Spelled alike; alike but for Unicode's form; alike but for capitals.
    let alike = best { $0.stem.utf8.elementsEqual(stem.utf8) }
    if !alike.isEmpty { return alike }
    let equivalent = best { $0.stem == stem }
    // An image that another text is spelled like is that one's.
    return equivalent.isEmpty ? best { !texts.contains($0.stem[...]) } : equivalent
  }
}
