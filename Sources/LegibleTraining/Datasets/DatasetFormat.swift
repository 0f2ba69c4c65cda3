import LegibleFiles

/// How a data set writes its labels.
package enum DatasetFormat: String, Sendable, CaseIterable {
  /// A file of lines `path<TAB>text`.
  case tabSeparated
  /// A file of lines `word_1.png, "text"`, quotes and backslashes in the text escaped by a backslash, as in
  /// the ICDAR Robust Reading Competitions.
  case icdar
  /// `word.png` and `word.gt.txt` side by side, as Tesseract, kraken and Calamari keep them.
  case textBesideImage
  /// `12_word_7.jpg`: number, label, number, as in MJSynth (Jaderberg et al. 2014).
  case fileName

  /// The form in words, with an example.
  package var summary: String {
    switch self {
    case .tabSeparated: "a labels.tsv with lines path<TAB>text"
    case .icdar: "a gt.txt with lines word_1.png, \"text\""
    case .textBesideImage: "pairs word.png and word.gt.txt"
    case .fileName: "labels in file names, 12_word_7.jpg"
    }
  }
}
