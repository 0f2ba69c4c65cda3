/// The kinds of layers that a spec can name. A new kind is one line here and one file, or one folder, of its
/// own.
package let layerKinds: [any LayerSpec.Type] = [
  Convolution.self,
  Residual.self,
  MaxPooling.self,
  HeightCollapse.self,
  Recurrent<LSTM>.self,
  Recurrent<PeepholeLSTM>.self,
  Recurrent<CoupledLSTM>.self,
  Recurrent<GRU>.self,
  Recurrent<ResetFirstGRU>.self,
  Recurrent<Elman>.self,
  Recurrent<Jordan>.self,
  Dropout.self,
  DepthwiseConvolution.self,
  Linear.self,
  Output.self,
]
