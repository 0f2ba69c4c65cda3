import LegibleImages

/// How a crop becomes the input strip of a network: the one place that says what of it is shown, and how wide
/// it gets. Reading, training, the check of labels and the boxes of characters all ask here.
///
/// The height is the network's, the width in proportion. A network makes a column of four pixels of the
/// strip, as a rule, so narrow letters in a high crop share a column and cannot be told apart: where a model
/// stretches, narrow crops are made wider than they are.
package struct CropScaling: Hashable, Sendable {
  /// Rows of the strip, in pixels.
  package let height: Int
  package let rule: CropRule
  /// Columns that the network needs to make one of its own. Narrower crops are stretched to it.
  package let minimumWidth: Int

  package init(_ spec: NetworkSpec, _ rule: CropRule) {
    height = spec.inputHeight
    minimumWidth = spec.minimumInputWidth
    self.rule = rule
  }

  /// A part of a picture, and the columns of the strip that it becomes.
  package struct InputCrop: Hashable, Sendable {
    package let area: PixelArea
    package let width: Int
  }

  /// A picture as the network is shown it, and how that lies in the picture: turned to that, it is as it was.
  package func shown(_ image: Image) -> (image: Image, orientation: TextOrientation) {
    rule.laysFlat ? image.laidFlat : (image, .upright)
  }

  /// What of a picture is shown to the network.
  package func inputCrop(of image: Image) -> InputCrop {
    let area = rule.margin.map { image.textArea(margin: $0) } ?? image.area
    return InputCrop(area: area, width: width(imageWidth: area.width, imageHeight: area.height))
  }

  /// Columns of the input strip of a picture that is shown whole, at least `minimumWidth`.
  /// - Parameters:
  ///   - imageWidth, imageHeight: of the upright picture, in pixels, at least 1.
  package func width(imageWidth: Int, imageHeight: Int) -> Int {
    precondition(imageWidth >= 1 && imageHeight >= 1, "a picture of \(imageWidth)x\(imageHeight)")
    guard let stretching = rule.stretching else {
      // In whole numbers, halves up.
      return max(minimumWidth, (2 * imageWidth * height + imageHeight) / (2 * imageHeight))
    }
    let proportional = Double(imageWidth) * Double(height) / Double(imageHeight)
    let lacking = max(0, Double(stretching.aspect) * Double(height) - proportional)
    let width = proportional + lacking * Double(stretching.share)
    return max(minimumWidth, Int((width + 0.5).rounded(.down)))
  }
}

extension CropScaling {
  /// Crops narrower than `aspect` to 1 become wider by a share of what they lack.
  package struct Stretching: Hashable, Sendable, Codable {
    /// Width over height; crops that have it, or more, keep their proportions. Positive, at most 64.
    package let aspect: Float
    /// 0 leaves crops as they are, 1 makes all narrow ones as wide as `aspect` says.
    package let share: Float

    /// - Precondition: `Stretching.isValid(aspect:share:)`.
    package init(aspect: Float, share: Float) {
      precondition(Self.isValid(aspect: aspect, share: share), "stretching to \(aspect) by \(share)")
      self.aspect = aspect
      self.share = share
    }

    /// What new models have: half-way to 4 to 1.
    package static let standard = Stretching(aspect: 4, share: 0.5)

    package static func isValid(aspect: Float, share: Float) -> Bool {
      aspect > 0 && aspect <= 64 && share >= 0 && share <= 1
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      let aspect = try container.decode(Float.self, forKey: .aspect)
      let share = try container.decode(Float.self, forKey: .share)
      guard Self.isValid(aspect: aspect, share: share) else {
        throw DecodingError.dataCorruptedError(
          forKey: .aspect, in: container, debugDescription: "stretching to \(aspect) by \(share)")
      }
      self.init(aspect: aspect, share: share)
    }
  }
}
