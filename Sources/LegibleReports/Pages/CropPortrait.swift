import Legible
import LegibleImages

/// A crop looked at again, with all that a page shows of it.
struct CropPortrait {
  /// With its text upright.
  let image: Image
  /// Nil for a model that gives classes, which says nothing of columns.
  let posteriors: ColumnPosteriors?
  /// The best texts of a search, best first.
  let candidates: [RecognizedText.Candidate]

  init(_ image: Image, readBy recognizer: Recognizer) {
    let read = recognizer.giving(candidates: 5).recognize(image)
    let upright = image.turned(to: read.orientation.inverse)
    self.image = upright
    posteriors = recognizer.classes.isEmpty ? recognizer.posteriors(of: upright) : nil
    candidates = read.candidates
  }

  /// The crop, with its columns' posteriors where there are any.
  func strip(name: String) -> HTML {
    posteriors.map { PosteriorStrip(image: image, posteriors: $0, name: name).html }
      ?? picture(image, name: name)
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
