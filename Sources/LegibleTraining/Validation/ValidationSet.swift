import Legible
import LegibleEvaluation
import LegibleImages
import LegibleSynthesis

/// Crops that a run is measured on and not trained with.
package struct ValidationSet: Sendable {
  /// For the report: the data set's path, or what the crops are.
  package let name: String
  /// Labelled files; empty where the crops are synthetic.
  package let items: [LabelledCrop]
  private let limits: ImageLimits
  private let synthetic: [SyntheticCrop]
  /// Whether crop i is turned by as many quarters as the rest of i over four, and how it lies is its label.
  private var isTurned = false

  /// - Parameter limits: of the crops' files.
  package init(name: String, items: [LabelledCrop], limits: ImageLimits = .default) {
    self.name = name
    self.items = items
    self.limits = limits
    synthetic = []
  }

  /// Crops 0 to `count` of another seed than the run's.
  /// - Throws: `SynthesisError`.
  package init(syntheticCrops count: Int, synthesizer: Synthesizer, seed: UInt64) throws {
    name = "held-out synthetic crops"
    items = []
    limits = .default
    let renderer = try synthesizer.makeRenderer()
    synthetic = try (0..<count).map { try renderer.crop(seed: seed, index: UInt64($0)) }
  }

  /// The same crops turned, to be told how they lie.
  var turned: ValidationSet {
    var set = self
    set.isTurned = true
    return set
  }

  /// Crops in the set.
  package var count: Int { items.count + synthetic.count }

  /// A crop of the set, and what was read of it.
  package struct Reading {
    /// What a report calls the crop.
    package let path: String
    package let label: String
    package let result: Result<RecognizedText, ImageError>
  }

  /// Reads all crops, in order.
  package func read(with recognizer: Recognizer, threads: Int, each: (Reading) -> Void) {
    func label(_ index: Int, _ text: String) -> String { isTurned ? orientation(index).rawValue : text }
    recognizer.recognize(
      paths: items.map(\.path), threads: threads, limits: limits, turned: orientation
    ) { index, result in
      each(Reading(path: items[index].path, label: label(index, items[index].text), result: result))
    }
    let images = synthetic.enumerated().map { $1.image.turned(to: orientation($0)) }
    let texts = recognizer.recognize(images, threads: threads)
    for (index, (crop, text)) in zip(synthetic, texts).enumerated() {
      each(
        Reading(
          path: "synthetic crop \(index)", label: label(index, crop.text), result: .success(text)))
    }
  }

  /// Reads all crops.
  /// - Parameter evaluations: all take up the predictions.
  package func read(with recognizer: Recognizer, threads: Int, into evaluations: inout [Evaluation]) {
    read(with: recognizer, threads: threads) { crop in
      for number in evaluations.indices {
        switch crop.result {
        case .success(let read):
          evaluations[number].add(path: crop.path, label: crop.label, prediction: read.text)
        case .failure(let error):
          evaluations[number].addFailure(path: crop.path, reason: "\(error)")
        }
      }
    }
  }

  private func orientation(_ index: Int) -> TextOrientation {
    let all = TextOrientation.allCases
    return isTurned ? all[index % all.count] : .upright
  }
}
