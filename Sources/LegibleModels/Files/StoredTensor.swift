import LegibleFiles
import LegibleLayers
import LegibleTensors

/// A tensor that a model file must have.
struct StoredTensor: Hashable {
  /// What its numbers may be.
  enum Content: Hashable {
    /// float32, any.
    case floats
    /// int8, any.
    case integers
    /// float32, positive, neither too small nor too large to be multiplied.
    case scale
    /// float32, finite.
    case bias
    /// uint8 `[2]`: zero point and largest byte of what a layer reads.
    case range
  }

  let name: String
  let shape: [Int]
  let content: Content

  var element: SafeTensors.Element {
    switch content {
    case .floats, .scale, .bias: .float32
    case .integers: .int8
    case .range: .uint8
    }
  }

  /// What stands behind a matrix's name in the name of its scales, and behind a layer's in those of how it
  /// reads its input.
  static let scaleSuffix = "_scale"
  static let inputScale = ".input_scale"
  static let inputRange = ".input_range"

  /// Those of a float32 model.
  /// - Parameter leaves: of its network's spec.
  static func trained(_ leaves: [PlacedLayer]) -> [StoredTensor] {
    leaves.flatMap { layer in
      layer.spec.parameters(input: layer.input).map {
        StoredTensor(name: "\(layer.name).\($0.role)", shape: $0.shape, content: .floats)
      }
    }
  }

  /// Those of a quantised model.
  /// - Parameters:
  ///   - isBytes: whether a layer multiplies bytes.
  ///   - inputs: which of the two tensors that say how it reads its input there must be.
  static func quantized(
    _ spec: NetworkSpec, isBytes: (PlacedLayer) -> Bool, inputs: (PlacedLayer) -> (scale: Bool, range: Bool)
  ) -> [StoredTensor] {
    spec.leaves.flatMap { layer -> [StoredTensor] in
      let tensors = layer.spec.readingTensors(input: layer.input)
      guard isBytes(layer) else {
        return tensors.map {
          StoredTensor(name: "\(layer.name).\($0.role)", shape: $0.shape, content: .floats)
        }
      }
      let needed = inputs(layer)
      let scale = StoredTensor(name: layer.name + inputScale, shape: [1], content: .scale)
      let range = StoredTensor(name: layer.name + inputRange, shape: [2], content: .range)
      return (needed.scale ? [scale] : []) + (needed.range ? [range] : [])
        + tensors.flatMap { tensor -> [StoredTensor] in
          let name = "\(layer.name).\(tensor.role)"
          guard tensor.isMatrix else { return [.init(name: name, shape: tensor.shape, content: .bias)] }
          return [
            .init(name: name, shape: tensor.shape, content: .integers),
            .init(name: name + scaleSuffix, shape: [tensor.shape[0]], content: .scale),
          ]
        }
    }
  }
}

extension SafeTensors {
  /// Checks that a tensor is there and holds what it should.
  /// - Throws: `ModelFileError` of kind `.unsuitable` where it is missing or has another shape or type,
  ///   `.damaged` for a number that no model has.
  func check(_ tensor: StoredTensor) throws(ModelFileError) {
    switch tensor.content {
    case .floats: _ = try floatValues(tensor)
    case .integers, .range: _ = try stored(tensor)
    case .scale: try check(tensor, "scale", QuantizedWeights.isUsable(scale:))
    case .bias: try check(tensor, "bias", QuantizedWeights.isUsable(bias:))
    }
  }

  private func check(
    _ tensor: StoredTensor, _ what: String, _ isUsable: (Float) -> Bool
  ) throws(ModelFileError) {
    guard let wrong = try floatValues(tensor).elements.first(where: { !isUsable($0) }) else { return }
    throw ModelFileError(
      path: path, kind: .damaged,
      message: "tensor \(tensor.name.quoted) has the \(what) \(wrong); quantise the model again")
  }

  /// The numbers of a float32 tensor, where they were read to.
  /// - Throws: `ModelFileError` of kind `.unsuitable` where it is missing or not as described.
  func floatValues(_ tensor: StoredTensor) throws(ModelFileError) -> TensorValues<Float> {
    try withFloats(tensor.name, shape: tensor.shape) { floats in
      guard let base = floats.baseAddress else { return TensorValues([]) }
      return TensorValues(base, count: floats.count, owner: self)
    }
  }

  /// The bytes of a tensor, where they were read to.
  /// - Throws: `ModelFileError` of kind `.unsuitable` where it is missing or not as described.
  func byteValues<Byte: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ tensor: StoredTensor, as type: Byte.Type
  ) throws(ModelFileError) -> TensorValues<Byte> {
    withBytes(of: try stored(tensor)) { bytes in
      guard let base = bytes.bindMemory(to: Byte.self).baseAddress else { return TensorValues([]) }
      return TensorValues(base, count: bytes.count, owner: self)
    }
  }

  private func stored(_ wanted: StoredTensor) throws(ModelFileError) -> Tensor {
    func unsuitable(_ fact: String) -> ModelFileError {
      ModelFileError(path: path, kind: .unsuitable, message: fact)
    }
    guard let tensor = self[wanted.name] else { throw unsuitable("there is no tensor \(wanted.name.quoted)") }
    guard tensor.element == wanted.element, tensor.shape == wanted.shape else {
      throw unsuitable(
        "tensor \(wanted.name.quoted) is \(tensor.element.rawValue) \(tensor.shape), needed is "
          + "\(wanted.element.rawValue) \(wanted.shape)")
    }
    return tensor
  }
}
