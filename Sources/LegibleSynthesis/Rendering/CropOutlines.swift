/// All shapes of a crop, in the same units and moved alike.
struct CropOutlines {
  /// The text, what stands near it and the line under it.
  var text = TextOutline()
  /// The board that the text stands on.
  var panel = TextOutline()
  /// The line along the board's edge.
  var border = TextOutline()

  mutating func apply(_ change: (inout TextOutline) -> Void) {
    change(&text)
    change(&panel)
    change(&border)
  }
}
