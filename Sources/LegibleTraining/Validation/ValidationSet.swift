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
    recognizer.recognize(paths: items.map(\.path), threads: threads, limits: limits) { index, result in
      each(Reading(path: items[index].path, label: items[index].text, result: result))
    }
    let texts = recognizer.recognize(synthetic.map(\.image), threads: threads)
    for (index, (crop, text)) in zip(synthetic, texts).enumerated() {
      each(Reading(path: "synthetic crop \(index)", label: crop.text, result: .success(text)))
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
}
