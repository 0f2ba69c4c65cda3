extension NetworkSpec {
  /// How many layers there are up to one, that one included.
  /// - Parameter name: the layer's number from 1, or what its word in the spec begins with; of several such layers
  ///   the last is meant. `C` is the last convolution, `Lbx160` the last LSTM of that word.
  /// - Returns: nil where the network has no such layer.
  package func layerCount(through name: String) -> Int? {
    if let number = Int(name) { return 1...layers.count ~= number ? number : nil }
    guard !name.isEmpty else { return nil }
    return layers.lastIndex { "\($0)".hasPrefix(name) }.map { $0 + 1 }
  }
}
