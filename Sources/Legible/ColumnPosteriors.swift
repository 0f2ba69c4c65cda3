import LegibleCTC
import LegibleImages
import LegibleModels

/// What the network says of each column of one crop, before a text is made of it: for people who want to see why a text
/// was read as it was.
package struct ColumnPosteriors: Sendable {
  package struct Column: Sendable {
    /// The probability of the blank, 0...1.
    package let blank: Float
    /// The most probable symbols, best first.
    package let best: [(character: Character, probability: Float)]

    /// The best symbol where CTC writes one, because it is more probable than the blank; nil between letters.
    package var written: Character? {
      best.first.flatMap { $0.probability > blank ? $0.character : nil }
    }
  }

  /// From left to right; all are equally wide.
  package let columns: [Column]
  /// What of the picture they show.
  package let area: PixelArea
}

extension Recognizer {
  /// Runs the network on one crop, as reading does at its first look.
  /// - Parameters:
  ///   - image: with its text upright, turned where `RecognizedText.orientation` says so.
  ///   - limit: symbols that are given for a column, at most.
  /// - Precondition: the model writes texts.
  package func posteriors(of image: Image, limit: Int = 3) -> ColumnPosteriors {
    guard let alphabet = vocabulary.alphabet else { preconditionFailure("columns of a model of classes") }
    let input = model.scaling.inputCrop(of: image)
    let gatherer = CropGatherer(model.spec)
    gatherer.add(image, area: input.area, index: 0, width: min(input.width, Self.maximumWidth))
    gatherer.layOut()
    let logits = model.network.run(gatherer.strip, session: ReadingSession())
    let symbols = logits.channels
    var row = [Float](repeating: 0, count: symbols)
    let columns = (0..<logits.layout.widths[0]).map { column in
      row.withUnsafeMutableBufferPointer {
        _ = softmax(logits.item(0) + column * symbols, count: symbols, into: $0.baseAddress)
      }
      // Few are wanted of many: each goes to its place among the best so far.
      var best: [Int] = []
      for symbol in 1..<symbols where best.count < limit || row[symbol] > row[best[best.count - 1]] {
        let place = best.firstIndex { row[symbol] > row[$0] } ?? best.count
        best.insert(symbol, at: place)
        if best.count > limit { best.removeLast() }
      }
      return ColumnPosteriors.Column(
        blank: row[Int(CTC.blank)], best: best.map { (alphabet[Int32($0)], row[$0]) })
    }
    return ColumnPosteriors(columns: columns, area: input.area)
  }

  /// A recogniser that knows the same and gives more texts for a crop. It searches for them with a beam, so that its
  /// best one may be another than that of this recogniser.
  package func giving(candidates: Int) -> Recognizer {
    var decoding = decoding
    decoding.candidates = candidates
    return Recognizer(model, decoding: decoding, effort: effort, orientation: orientation)
  }
}
