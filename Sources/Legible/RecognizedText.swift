import LegibleImages

/// What a crop says.
public struct RecognizedText: Sendable, Equatable {
  /// In the model's spelling, characters in reading order.
  public var text: String
  /// Probability of the whole text given the crop, `0...1`, over all alignments.
  public var confidence: Float
  /// One entry for each character of `text`.
  public var characters: [RecognizedCharacter]
  /// What the crop's file has lost, where that was allowed: `Image.damage`.
  public var damage: ImageError?
  /// What makes the text doubtful, for people to read; empty for nearly all crops.
  public var remarks: [RecognitionRemark]

  public init(
    text: String, confidence: Float, characters: [RecognizedCharacter], damage: ImageError? = nil,
    remarks: [RecognitionRemark] = []
  ) {
    self.text = text
    self.confidence = confidence
    self.characters = characters
    self.damage = damage
    self.remarks = remarks
  }
}

/// One character that was read.
public struct RecognizedCharacter: Sendable, Equatable {
  public var character: Character
  /// The largest posterior of the character in its columns, `0...1`.
  public var confidence: Float
  /// Where the network saw it.
  public var box: CharacterBox

  /// A rectangle in pixels of the upright image, as high as the crop and as wide as the columns that voted
  /// for the character: CTC marks where a character is certain, not its outline.
  public struct CharacterBox: Sendable, Equatable {
    public var x, y, width, height: Double

    public init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  public init(character: Character, confidence: Float, box: CharacterBox) {
    self.character = character
    self.confidence = confidence
    self.box = box
  }
}
