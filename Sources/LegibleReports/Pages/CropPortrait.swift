import Legible
import LegibleImages

/// A crop looked at again, with all that a page shows of it.
struct CropPortrait {
  let image: Image
  let posteriors: ColumnPosteriors
  /// The best texts of a search, best first.
  let candidates: [RecognizedText.Candidate]

  init(_ image: Image, readBy recognizer: Recognizer) {
    self.image = image
    posteriors = recognizer.posteriors(of: image)
    candidates = recognizer.giving(candidates: 5).recognize(image).candidates
  }

  /// The crop with its columns' posteriors.
  func strip(name: String) -> HTML {
    PosteriorStrip(image: image, posteriors: posteriors, name: name).html
  }

  var alternatives: HTML {
    let items = candidates.map { candidate in
      HTML.element(
        "li", [:], shown(candidate.string), " \(percent(Double(candidate.confidence)))")
    }
    return .element(
      "details", [:], .element("summary", [:], "Best readings"), .element("ol", [:], items))
  }
}

/// A crop as a picture alone, as high as three lines of text.
func picture(_ image: Image, name: String) -> HTML {
  let height = min(image.height, 96)
  let width = min(max(1, image.width * height / image.height), 1600)
  return .element(
    "img",
    [
      "class": "crop", "alt": name,
      "src": "data:image/png;base64," + base64(image.resized(width: width, height: height).pngBytes()),
    ])
}
