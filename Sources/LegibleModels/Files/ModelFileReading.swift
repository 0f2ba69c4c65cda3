import LegibleFiles
import LegibleLayers
import LegibleTensors

extension ModelFile {
  /// How crops become the network's input.
  package var scaling: CropScaling { CropScaling(networkSpec, preprocessing.crops) }

  /// The network made ready for reading, packed straight from what was read of the file.
  package func readingNetwork() -> ReadingNetwork {
    switch precision {
    case .float32:
      let values = ParameterValues(
        Dictionary(
          uniqueKeysWithValues: StoredTensor.trained(networkSpec.leaves).map {
            ($0.name, tensors.checkedFloats($0))
          }
        ))
      return ReadingNetwork(networkSpec, builder: ReadingBuilder(weights: { values.folded($0) }))
    case .int8:
      return ReadingNetwork(
        networkSpec,
        builder: ReadingBuilder(
          weights: { [tensors, inputs] in tensors.weights(of: $0, isBytes: inputs[$0.name] != nil) },
          quantization: { [inputs] in inputs[$0] }))
    }
  }
}

extension SafeTensors {
  /// Checks everything that reading with a quantised model relies on.
  /// - Returns: how the bytes are to be read that each layer multiplies, by the layer's name.
  /// - Throws: `ModelFileError` as `check` does, and of kind `.damaged` for bytes that a layer cannot
  ///   multiply.
  func checkedInputs(of spec: NetworkSpec, formatVersion: Int) throws(ModelFileError) -> [String:
    Quantization]
  {
    let uses = Dictionary(uniqueKeysWithValues: spec.byteUses.map { ($0.layer.name, $0.use) })
    // Format 2 left out what follows from the spec: which layers multiply bytes, zero point and largest byte,
    // and the scale of hidden states.
    func isBytes(_ layer: PlacedLayer) -> Bool {
      guard formatVersion == 2 else { return multipliesBytes(layer) }
      return switch uses[layer.name] {
      // Kernels of one tap that read what may be negative calculated with floats then.
      case .multiplies(let zeroPoint, _): zeroPoint == 0 || !(layer.spec is any KernelLayerSpec)
      case .multipliesFixed: true
      case .passes, .floats, nil: false
      }
    }
    func needed(_ layer: PlacedLayer) -> (scale: Bool, range: Bool) {
      guard formatVersion == 2 else { return (true, true) }
      if case .multipliesFixed = uses[layer.name] { return (false, false) }
      return (true, false)
    }
    for tensor in StoredTensor.quantized(spec, isBytes: isBytes, inputs: needed) { try check(tensor) }

    var inputs: [String: Quantization] = [:]
    for layer in spec.leaves where isBytes(layer) {
      func scale() -> Float {
        checkedFloats(.init(name: layer.name + StoredTensor.inputScale, shape: [1], content: .scale)).base[0]
      }
      let quantization: Quantization
      if formatVersion == 2 {
        switch uses[layer.name] {
        case .multipliesFixed(let known): quantization = known
        case .multiplies(let zeroPoint, let largest):
          quantization = Quantization(scale: scale(), zeroPoint: zeroPoint, largest: largest)
        case .passes, .floats, nil: preconditionFailure("\(layer.name) multiplies no bytes")
        }
      } else {
        let range = checkedBytes(
          .init(name: layer.name + StoredTensor.inputRange, shape: [2], content: .range), as: UInt8.self)
        quantization = Quantization(scale: scale(), zeroPoint: range.base[0], largest: range.base[1])
      }
      guard layer.spec.accepts(quantization, input: layer.input) else {
        throw damaged(layer, "cannot multiply bytes of zero point \(quantization.zeroPoint)")
      }
      // A rectifier before it cuts at the byte 0.
      if case .multiplies(zeroPoint: 0, _)? = uses[layer.name], quantization.zeroPoint != 0 {
        throw damaged(layer, "reads what is never negative as bytes of zero point \(quantization.zeroPoint)")
      }
      inputs[layer.name] = quantization
    }
    return inputs
  }

  private func damaged(_ layer: PlacedLayer, _ fact: String) -> ModelFileError {
    ModelFileError(
      path: path, kind: .damaged, message: "layer \(layer.name.quoted) \(fact); quantise the model again")
  }

  /// Whether a layer of a model in format 3 multiplies bytes: its weights say so, or that there is a scale of
  /// its input.
  private func multipliesBytes(_ layer: PlacedLayer) -> Bool {
    if self[layer.name + StoredTensor.inputScale] != nil { return true }
    return layer.spec.readingTensors(input: layer.input).contains {
      $0.isMatrix && self["\(layer.name).\($0.role)"]?.element == .int8
    }
  }

  /// The tensors that a layer of a quantised model reads with.
  fileprivate func weights(of layer: PlacedLayer, isBytes: Bool) -> LayerWeights {
    var values: [String: LayerWeights.Values] = [:]
    for tensor in layer.spec.readingTensors(input: layer.input) {
      let name = "\(layer.name).\(tensor.role)"
      if isBytes, tensor.isMatrix {
        values[tensor.role] = .bytes(
          QuantizedWeights(
            integers: checkedBytes(.init(name: name, shape: tensor.shape, content: .integers), as: Int8.self),
            scales: checkedFloats(
              .init(name: name + StoredTensor.scaleSuffix, shape: [tensor.shape[0]], content: .scale))))
      } else {
        values[tensor.role] = .floats(
          checkedFloats(.init(name: name, shape: tensor.shape, content: .floats)))
      }
    }
    return LayerWeights(values)
  }

  /// Numbers of a tensor that `check` has passed.
  fileprivate func checkedFloats(_ tensor: StoredTensor) -> TensorValues<Float> {
    do { return try floatValues(tensor) } catch { preconditionFailure("\(error)") }
  }

  private func checkedBytes<Byte: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ tensor: StoredTensor, as type: Byte.Type
  ) -> TensorValues<Byte> {
    do { return try byteValues(tensor, as: type) } catch { preconditionFailure("\(error)") }
  }
}
