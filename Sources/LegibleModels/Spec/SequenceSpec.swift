import LegibleFiles
import LegibleLayers

/// A network over sequences of vectors, written as one over pictures is, without the picture: the words of its layers
/// in brackets, such as `[Fl64 Lfx256 O1c96]`.
///
/// A value of this type is always sound, as a `NetworkSpec` is. What goes in stands beside the string, because
/// it follows from the task: for a language model, one number for each symbol of its alphabet, all zeros but one.
package struct SequenceSpec: Hashable, Sendable, CustomStringConvertible {
  /// Numbers of an input vector.
  package let inputSize: Int
  package let series: LayerSeries

  /// Reads the words.
  ///
  /// - Parameters:
  ///   - inputSize: numbers of an input vector, at least 1.
  ///   - symbols: the outputs, one for each symbol; an output layer `O1c<symbols>` that is missing is added. Nil where the
  ///     outputs are the last layer's features.
  ///   - looksAhead: false where the outputs of a step must not depend on later steps.
  /// - Throws: `NetworkSpecError`, with the place in the string, what stands there and what should.
  package init(
    parsing text: String, inputSize: Int, symbols: Int?, looksAhead: Bool = false
  ) throws(NetworkSpecError) {
    self.inputSize = inputSize
    if symbols != nil, !text.contains("O1c") {
      // First as it is, so that a mistake has its place in what was written.
      _ = try SequenceSpec(parsing: text, inputSize: inputSize, symbols: nil, looksAhead: looksAhead)
    }
    var reader = SpecReader(symbols.map { text.addingOutput(symbols: $0) } ?? text)
    reader.allowsReverse = looksAhead
    reader.allowsSummary = false
    if symbols == nil { reader.depth = 1 }
    reader.skipSpace()
    guard reader.take("[") else { throw reader.error("'[' and layers, for example [Fl64 Lfx256]") }
    var parameterCount = 0
    series = try LayerSeries(&reader, on: .columns(inputSize), parameterCount: &parameterCount)
    reader.skipSpace()
    guard reader.isAtEnd else { throw reader.error("nothing after the closing bracket") }
    guard parameterCount > 0 else { throw reader.error("a layer with weights", at: 0) }
    if let symbols, series.output.channels != symbols {
      let word = "O1c\(series.output.channels)"
      let before = text.firstRange(of: word)?.lowerBound ?? text.startIndex
      throw NetworkSpecError(
        position: text.distance(from: text.startIndex, to: before) + 1, found: word.quoted,
        expected: "O1c\(symbols), an output for each symbol")
    }
  }

  /// The canonical string: one space between the words, defaults left out.
  package var description: String { "[\(series)]" }

  /// The layers that hold tensors of their own, under their names in a model file.
  package var leaves: [PlacedLayer] {
    series.placed(name: NetworkSpec.name).flatMap { $0.spec.leaves(name: $0.name, input: $0.input) }
  }

  /// Numbers that are trained.
  package var parameterCount: Int {
    leaves.reduce(0) { $0 + LayerSeries.parameterCount($1.spec, input: $1.input) }
  }

  /// The recurrent layers by their names, with the numbers that each carries from step to step.
  package var states: [(name: String, size: Int)] {
    leaves.compactMap { leaf in
      (leaf.spec as? any RecurrentLayerSpec).map { (leaf.name, $0.stateSize) }
    }
  }
}

extension String {
  /// A spec in brackets with an output layer at its end, where it has none.
  fileprivate func addingOutput(symbols: Int) -> String {
    guard !contains("O1c"), let end = lastIndex(of: "]") else { return self }
    var text = self
    text.insert(contentsOf: " O1c\(symbols)", at: end)
    return text
  }
}
