import LegibleTensors

/// Floats to bytes: where a layer that calculates with floats stands before one that multiplies bytes.
struct QuantizingLayer: ReadingLayer {
  let quantization: Quantization

  func forward(_ input: Strip, into output: Strip, workspace: Workspace) {
    output.quantize(input, as: quantization)
  }
}
