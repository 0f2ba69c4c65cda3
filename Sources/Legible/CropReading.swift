import LegibleCTC
import LegibleImages
import LegibleLanguage
import LegibleModels

/// What a decoder has made of a crop's columns, to be told in the terms of the crop's image.
struct CropReading {
  private let texts: [DecodedText]
  private let columns: Int
  private let crop: CropGatherer.Crop

  /// - Parameters:
  ///   - texts: best first.
  ///   - columns: that the network made of the crop.
  init(_ texts: [DecodedText], columns: Int, crop: CropGatherer.Crop) {
    self.texts = texts
    self.columns = columns
    self.crop = crop
  }

  /// Symbols as characters and columns as pixels, or the classes by their names.
  func text(_ model: ReadingModel) -> RecognizedText {
    let candidates: [RecognizedText.Candidate]
    switch model.vocabulary {
    case .characters(let alphabet): candidates = texts.map { candidate($0, alphabet) }
    case .classes(let classes): candidates = texts.map { candidate($0, classes) }
    }
    let (width, height) = (crop.image.width, crop.image.height)
    let isVertical = crop.orientation.isVertical
    var result = RecognizedText(
      candidates: candidates, imageWidth: isVertical ? height : width,
      imageHeight: isVertical ? width : height, damage: crop.damage)
    guard !model.spec.isClassifier else { return result }
    result.orientation = crop.orientation
    result.remarks = remarks(model.scaling)
    return result
  }

  private func candidate(_ text: DecodedText, _ alphabet: Alphabet) -> RecognizedText.Candidate {
    var result = RecognizedText.Candidate(string: "", confidence: text.confidence, characters: [])
    result.score = text.score
    result.evidence = ConfidenceEvidence(probability: text.confidence, posterior: text.posterior)
    result.characters.reserveCapacity(text.symbols.count)
    let boxes = CharacterBoxes(text.symbols, columns: columns, area: crop.area)
    for (index, symbol) in text.symbols.enumerated() {
      let character = alphabet[symbol.index]
      result.string.append(character)
      result.characters.append(
        RecognizedCharacter(
          character: character, confidence: symbol.confidence,
          box: boxes[index].turned(
            to: crop.orientation, imageWidth: crop.image.width, imageHeight: crop.image.height),
          alternatives: symbol.alternatives.map {
            .init(character: alphabet[$0.index], confidence: $0.confidence)
          }))
    }
    return result
  }

  private func candidate(_ text: DecodedText, _ classes: ClassNames) -> RecognizedText.Candidate {
    var name = classes.names[Int(text.symbols[0].index)]
    // What lies so in a crop that was laid flat lies otherwise in its image.
    if crop.orientation != .upright, let orientation = TextOrientation(rawValue: name) {
      name = orientation.turned(by: crop.orientation).rawValue
    }
    return RecognizedText.Candidate(string: name, confidence: text.confidence, characters: [])
  }

  private func remarks(_ scaling: CropScaling) -> [RecognitionRemark] {
    let (image, area) = (crop.image, crop.area)
    var remarks: [RecognitionRemark] = []
    let columns = scaling.width(imageWidth: area.width, imageHeight: area.height)
    if columns > Recognizer.maximumWidth {
      remarks.append(.squeezed(columns: columns, limit: Recognizer.maximumWidth))
    }
    // Paper above and below a word makes no column of it, and a lone 1 on a square of paper is no column either.
    if image.height >= 2 * image.width, area.height >= 2 * area.width {
      remarks.append(.higherThanWide(width: image.width, height: image.height))
    }
    if crop.orientation != .upright { remarks.append(.turned(crop.orientation)) }
    return remarks
  }
}
