import LegibleLayers

extension SafeTensors {
  /// Checks everything that reading with a quantised model relies on.
  /// - Throws: `ModelFileError` of kind `.unsuitable` for a tensor that is missing or has another shape or type, `.damaged`
  ///   for a scale or a bias that no quantised model has.
  func checkQuantizedTensors(of spec: NetworkSpec) throws(ModelFileError) {
    for index in spec.layers.indices {
      for tensor in spec.quantizedTensors(ofLayer: index) { _ = try quantizedValues(tensor) }
    }
  }

  /// A tensor's values, checked.
  func quantizedValues(_ tensor: QuantizedTensorDescription) throws(ModelFileError) -> QuantizedValues {
    func damaged(_ values: [Float], _ isUsable: (Float) -> Bool, _ what: String) throws(ModelFileError) {
      guard let wrong = values.first(where: { !isUsable($0) }) else { return }
      throw ModelFileError(
        path: path, kind: .damaged,
        message: "tensor \(tensor.name.quoted) has the \(what) \(wrong); quantise the model again")
    }
    switch tensor.kind {
    case .integers:
      return .integers(try integers(tensor.name, shape: tensor.shape))
    case .float:
      return .floats(try withFloats(tensor.name, shape: tensor.shape) { Array($0) })
    case .scale:
      let values = try withFloats(tensor.name, shape: tensor.shape) { Array($0) }
      try damaged(values, QuantizedWeights.isUsable(scale:), "scale")
      return .floats(values)
    case .bias:
      let values = try withFloats(tensor.name, shape: tensor.shape) { Array($0) }
      try damaged(values, QuantizedWeights.isUsable(bias:), "bias")
      return .floats(values)
    }
  }

  private func integers(_ name: String, shape: [Int]) throws(ModelFileError) -> [Int8] {
    func unsuitable(_ fact: String) -> ModelFileError {
      ModelFileError(path: path, kind: .unsuitable, message: fact)
    }
    guard let tensor = self[name] else { throw unsuitable("there is no tensor \(name.quoted)") }
    guard tensor.element == .int8, tensor.shape == shape else {
      throw unsuitable(
        "tensor \(name.quoted) is \(tensor.element.rawValue) \(tensor.shape), needed is I8 \(shape)")
    }
    return withBytes(of: tensor) { Array($0.bindMemory(to: Int8.self)) }
  }
}

/// The numbers of one tensor of a quantised model, row-major.
enum QuantizedValues: Sendable {
  case integers([Int8])
  case floats([Float])

  var integers: [Int8] {
    guard case .integers(let values) = self else { preconditionFailure("a tensor of floats") }
    return values
  }

  var floats: [Float] {
    guard case .floats(let values) = self else { preconditionFailure("a tensor of integers") }
    return values
  }
}
