/// The kinds of layers that a spec can name. A new kind is one line here and one file, or one folder, of its own.
package let layerKinds: [any LayerSpec.Type] = [
  Convolution.self,
  Residual.self,
  MaxPooling.self,
  HeightCollapse.self,
  LSTM.self,
  Dropout.self,
  DepthwiseConvolution.self,
  Linear.self,
  Output.self,
]
