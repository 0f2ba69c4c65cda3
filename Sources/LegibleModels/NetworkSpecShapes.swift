/// What lies between two layers, but for the width, which is each crop's own.
public struct FeatureShape: Hashable, Sendable {
  /// Rows; 1 where `isColumns`.
  public let height: Int
  /// Channels of a feature map, or features of a column.
  public let channels: Int
  /// False for a feature map `[H, W, C]`, true for columns `[T, C]`.
  public let isColumns: Bool
}

extension NetworkSpec {
  /// What a spec may ask for at most: a spec comes with a file, and a file can be hostile.
  enum Limit {
    static let layers = 256
    static let size = 16384
    static let kernel = 128
    /// Positions of a pooling window: the number of the winner fits a byte.
    static let window = 256
    /// Floats of one strip column, rows times channels: it bounds the memory of a crop. The published CRNN has 2,048.
    static let column = 1 << 15
    /// Pixels that a crop must be wide at least.
    static let minimumWidth = 4096
    static let symbols = 65536
    /// 1 GiB of float32, thirty times the published CRNN. It also keeps `multiplyAdds` within `Int`.
    static let parameters = 1 << 28
    /// Pixels; the widest strip that is counted with.
    static let width = 1 << 20
  }

  /// A parameter or a buffer of a layer, as a model file stores it.
  public struct TensorDescription: Hashable, Sendable {
    /// `layers.<index>.<role>`; see this folder's README.
    public let name: String
    /// Sizes, outermost first; row-major.
    public let shape: [Int]
    /// False for the running statistics of batch normalisation, which are saved but are not parameters.
    public let isTrained: Bool
    /// Number of elements.
    public var count: Int { shape.reduce(1, *) }
  }

  /// The shape that goes into a layer.
  public func inputShape(ofLayer index: Int) -> FeatureShape { shapes[index] }

  /// The shape that comes out of a layer.
  public func outputShape(ofLayer index: Int) -> FeatureShape { shapes[index + 1] }

  /// The parameters and buffers of a layer, by name and shape, in the order in which a model file holds them.
  public func tensors(ofLayer index: Int) -> [TensorDescription] {
    layers[index].tensors(prefix: "layers.\(index).", input: shapes[index])
  }

  /// Trained numbers of a layer.
  public func parameterCount(ofLayer index: Int) -> Int {
    tensors(ofLayer: index).reduce(0) { $0 + ($1.isTrained ? $1.count : 0) }
  }

  /// Trained numbers of the whole network.
  public var parameterCount: Int { layers.indices.reduce(0) { $0 + parameterCount(ofLayer: $1) } }

  /// Columns of logits for a strip of this width: the `T` that a label must fit into. Zero where the strip is too
  /// narrow for the network.
  ///
  /// - Parameter width: Pixels, `0...1_048_576`.
  public func columns(forInputWidth width: Int) -> Int {
    layers.reduce(checked(width)) { $1.outputWidth($0) }
  }

  /// Columns after a layer for a strip of this width; zero where the strip is too narrow.
  ///
  /// - Parameter width: Pixels, `0...1_048_576`.
  public func columns(forInputWidth width: Int, afterLayer index: Int) -> Int {
    layers[...index].reduce(checked(width)) { $1.outputWidth($0) }
  }

  /// Multiply-adds of each layer for a strip of this width. Pooling, activations, gates and batch normalisation (which is
  /// folded into its convolution for reading) count nothing.
  ///
  /// - Parameter width: Pixels, `0...1_048_576`.
  public func multiplyAdds(forInputWidth width: Int) -> [Int] {
    var width = checked(width)
    return layers.indices.map { index in
      width = layers[index].outputWidth(width)
      // Every weight is used once per output position, and nothing but weights costs a multiply-add.
      let weights = tensors(ofLayer: index).reduce(0) { $0 + ($1.shape.count > 1 ? $1.count : 0) }
      return weights * shapes[index + 1].height * width
    }
  }

  /// The narrowest input strip that gives at least one column. Narrower crops are stretched to it.
  public var minimumInputWidth: Int { Self.minimumInputWidth(layers) }

  /// From one column back to the input.
  static func minimumInputWidth(_ layers: [Layer]) -> Int {
    layers.reversed().reduce(1) { width, layer in
      // Strides multiply; far above the limit it does not matter by how much.
      min(layer.minimumInputWidth(forOutputWidth: width), Limit.width)
    }
  }

  private func checked(_ width: Int) -> Int {
    precondition((0...Limit.width).contains(width), "input width \(width) is not in 0...\(Limit.width)")
    return width
  }
}

extension NetworkSpec.Layer {
  /// What would have to be different for this layer to stand on `shape`; nil where it may.
  func misfit(on shape: FeatureShape) -> String? {
    switch self {
    case .convolution, .maxPooling:
      if shape.isColumns { return "a layer for columns: convolution and pooling stand before S1(1x0)1,3" }
      if output(of: shape).height < 1 {
        return "a kernel of at most the height \(shape.height) that reaches this layer"
      }
      let result = output(of: shape)
      if result.height * result.channels > NetworkSpec.Limit.column {
        return "at most \(NetworkSpec.Limit.column) rows times channels, not \(result.height) times"
          + " \(result.channels): pool the height first"
      }
    case .heightCollapse:
      if shape.isColumns { return "S1(1x0)1,3 only once" }
      if shape.height * shape.channels > NetworkSpec.Limit.size {
        return "at most \(NetworkSpec.Limit.size) features per column, not \(shape.height) rows of"
          + " \(shape.channels) channels: pool the height first"
      }
    case .recurrent, .linear, .output:
      if !shape.isColumns {
        return "columns, not a feature map of height \(shape.height): put S1(1x0)1,3 before this layer"
      }
    case .dropout: break
    }
    return nil
  }

  /// The shape after this layer.
  func output(of shape: FeatureShape) -> FeatureShape {
    switch self {
    case .convolution(let layer):
      FeatureShape(
        height: layer.padding == .same ? shape.height : shape.height - layer.kernelHeight + 1,
        channels: layer.outputChannels, isColumns: false)
    case .maxPooling(let layer):
      FeatureShape(
        height: pooled(shape.height, layer.kernelHeight, layer.strideHeight, layer.paddingHeight),
        channels: shape.channels, isColumns: false)
    case .heightCollapse: FeatureShape(height: 1, channels: shape.height * shape.channels, isColumns: true)
    case .recurrent(let layer):
      FeatureShape(
        height: 1, channels: layer.hiddenSize * (layer.direction == .bidirectional ? 2 : 1), isColumns: true)
    case .dropout: shape
    case .linear(let layer): FeatureShape(height: 1, channels: layer.outputFeatures, isColumns: true)
    case .output(let symbols): FeatureShape(height: 1, channels: symbols, isColumns: true)
    }
  }

  /// Columns out for columns in; zero where there are too few.
  func outputWidth(_ width: Int) -> Int {
    switch self {
    case .convolution(let layer) where layer.padding == .valid: max(0, width - layer.kernelWidth + 1)
    case .maxPooling(let layer):
      // Nothing, however padded, stays nothing.
      width == 0 ? 0 : pooled(width, layer.kernelWidth, layer.strideWidth, layer.paddingWidth)
    default: width
    }
  }

  /// The narrowest input that gives so many columns of output, at least 1.
  func minimumInputWidth(forOutputWidth width: Int) -> Int {
    switch self {
    case .convolution(let layer) where layer.padding == .valid: width + layer.kernelWidth - 1
    case .maxPooling(let layer):
      max(1, (width - 1) * layer.strideWidth + layer.kernelWidth - 2 * layer.paddingWidth)
    default: width
    }
  }

  private func pooled(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
    let room = size + 2 * padding - kernel
    return room < 0 ? 0 : room / stride + 1
  }

  /// Parameters and buffers, in PyTorch's shapes and order.
  func tensors(prefix: String, input: FeatureShape) -> [NetworkSpec.TensorDescription] {
    func tensor(_ role: String, _ shape: [Int], trained: Bool = true) -> NetworkSpec.TensorDescription {
      .init(name: prefix + role, shape: shape, isTrained: trained)
    }
    func linear(_ outputs: Int) -> [NetworkSpec.TensorDescription] {
      [tensor("weight", [outputs, input.channels]), tensor("bias", [outputs])]
    }
    switch self {
    case .convolution(let layer):
      let channels = layer.outputChannels
      let own = [
        tensor("weight", [channels, input.channels, layer.kernelHeight, layer.kernelWidth]),
        tensor("bias", [channels]),
      ]
      guard layer.batchNormalization else { return own }
      return own + [
        tensor("norm.weight", [channels]), tensor("norm.bias", [channels]),
        tensor("norm.running_mean", [channels], trained: false),
        tensor("norm.running_var", [channels], trained: false),
      ]
    case .recurrent(let layer):
      let gates = 4 * layer.hiddenSize
      return layer.direction.suffixes.flatMap { suffix in
        [
          tensor("rnn.weight_ih_l0" + suffix, [gates, input.channels]),
          tensor("rnn.weight_hh_l0" + suffix, [gates, layer.hiddenSize]),
          tensor("rnn.bias_ih_l0" + suffix, [gates]),
          tensor("rnn.bias_hh_l0" + suffix, [gates]),
        ]
      }
    case .linear(let layer): return linear(layer.outputFeatures)
    case .output(let symbols): return linear(symbols)
    case .maxPooling, .heightCollapse, .dropout: return []
    }
  }
}
