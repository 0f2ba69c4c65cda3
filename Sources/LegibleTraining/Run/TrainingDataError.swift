/// Why the data cannot be trained on.
public enum TrainingDataError: Error, Hashable, CustomStringConvertible {
  /// The look through the data sets left no crop; with what it found.
  case nothingLeft(findings: [String])
  case tooWide(pixels: Int, height: Int, limit: Int)

  public var description: String {
    switch self {
    case .nothingLeft(let findings):
      (findings + ["no crop is left to train on; add labelled or synthetic crops"]).joined(separator: "\n")
    case .tooWide(let pixels, let height, let limit):
      "\(pixels) pixels wide at height \(height), more than the limit of \(limit); cut it into lines or words"
    }
  }
}
