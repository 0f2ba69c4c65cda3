import LegibleImages

/// What a crop says.
///
/// Like an observation of Vision it holds the texts that are possible, best first, as many as were asked for
/// (`RecognitionOptions.candidates`); what is said of "the" text is said of the best one.
public struct RecognizedText: Sendable, Equatable {
  /// Best first; at least one. Another order than by confidence where a language model or a list of words had a say.
  public var candidates: [Candidate]
  /// Pixels of the upright image, in whose coordinates the characters' boxes are.
  public var imageWidth, imageHeight: Int
  /// How the text lies in the image. Other than upright only where that was looked for
  /// (`RecognitionOptions.orientation`).
  public var orientation: TextOrientation
  /// What the crop's file has lost, where that was allowed: `Image.damage`.
  public var damage: ImageError?
  /// What makes the text doubtful, for people to read; empty for nearly all crops.
  public var remarks: [RecognitionRemark]

  /// - Parameters:
  ///   - candidates: best first; at least one.
  ///   - imageWidth: pixels of the upright image.
  ///   - imageHeight: pixels of the upright image.
  public init(
    candidates: [Candidate], imageWidth: Int, imageHeight: Int, orientation: TextOrientation = .upright,
    damage: ImageError? = nil, remarks: [RecognitionRemark] = []
  ) {
    precondition(!candidates.isEmpty, "a crop without a text has the empty one")
    self.candidates = candidates
    self.imageWidth = imageWidth
    self.imageHeight = imageHeight
    self.orientation = orientation
    self.damage = damage
    self.remarks = remarks
  }

  /// In the model's spelling, characters in reading order; of a model that gives classes the class.
  public var text: String { candidates[0].string }
  /// How likely the whole text is right, `0...1`; see ``Candidate/confidence``.
  public var confidence: Float { candidates[0].confidence }
  /// One entry for each character of `text`; none for a class, which is one of the whole crop.
  public var characters: [RecognizedCharacter] { candidates[0].characters }

  /// The best texts, at most so many, best first.
  public func topCandidates(_ count: Int) -> [Candidate] { Array(candidates.prefix(count)) }

  /// Where a part of `text` stands; nil for an empty one.
  public func boundingBox(for range: Range<String.Index>) -> RecognizedCharacter.Box? {
    candidates[0].boundingBox(for: range)
  }

  /// A text that a crop may say.
  public struct Candidate: Sendable, Equatable {
    /// In the model's spelling, characters in reading order.
    public var string: String
    /// How likely the whole text is right, `0...1`. By a model whose confidences are calibrated, of the texts that are
    /// given 0.9 nine in ten are right, on crops like those that it was calibrated on; by another one it is the
    /// network's own probability of the text, over all alignments. Those of several candidates are each calculated by
    /// itself and need not sum to 1.
    public var confidence: Float
    /// One entry for each character of `string`; none for a class.
    public var characters: [RecognizedCharacter]
    /// What candidates are in order by: the confidence, times what words and a language model make of it.
    package var score: Float
    /// What `confidence` is made of.
    package var evidence: ConfidenceEvidence

    public init(string: String, confidence: Float, characters: [RecognizedCharacter]) {
      self.string = string
      self.confidence = confidence
      self.characters = characters
      score = confidence
      evidence = ConfidenceEvidence(probability: confidence, posterior: confidence)
    }

    /// Where a part of `string` stands; nil for an empty one.
    public func boundingBox(for range: Range<String.Index>) -> RecognizedCharacter.Box? {
      // By code points, because characters of an alphabet may join to one when they meet in a string.
      let scalars = string.unicodeScalars
      var index = scalars.startIndex
      var result: RecognizedCharacter.Box?
      for character in characters {
        guard
          let end = scalars.index(
            index, offsetBy: character.character.unicodeScalars.count, limitedBy: scalars.endIndex)
        else { break }
        if index < range.upperBound, range.lowerBound < end {
          result = result?.union(character.box) ?? character.box
        }
        index = end
      }
      return result
    }
  }
}
