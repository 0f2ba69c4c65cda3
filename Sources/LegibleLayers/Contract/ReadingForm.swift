/// A layer made ready for reading; where it needs none, as dropout, nothing.
package struct ReadingForm {
  /// In the order of the forward pass.
  package let layers: [any ReadingLayer]
  /// True if `layers` do what the next layer of the spec asks for, too.
  package let includesNext: Bool

  package init(_ layers: [any ReadingLayer], includesNext: Bool = false) {
    self.layers = layers
    self.includesNext = includesNext
  }
}
