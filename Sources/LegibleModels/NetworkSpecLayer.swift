extension NetworkSpec {
  /// One layer of a spec. `description` is its VGSL word.
  public enum Layer: Hashable, Sendable, CustomStringConvertible {
    case convolution(Convolution)
    case maxPooling(MaxPooling)
    /// `S1(1x0)1,3`: `[H, W, C]` becomes one vector per column, `[W, H * C]`, with the feature `h * C + c` from row `h`,
    /// channel `c`. It stands exactly once, between the feature maps and the columns.
    case heightCollapse
    case recurrent(Recurrent)
    /// `Do0.3`: in training, each feature is set to zero with this probability, `0 ..< 1`, at most four decimals.
    case dropout(probability: Float)
    case linear(Linear)
    /// `O1c96`: logits for this many symbols, the CTC blank included, per column; a linear layer with bias.
    case output(symbols: Int)

    public var description: String {
      switch self {
      case .convolution(let layer): layer.description
      case .maxPooling(let layer): layer.description
      case .heightCollapse: "S1(1x0)1,3"
      case .recurrent(let layer): layer.description
      case .dropout(let probability): "Do\(probability)"
      case .linear(let layer): layer.description
      case .output(let symbols): "O1c\(symbols)"
      }
    }
  }

  /// What follows the sum of a layer. The raw value is its VGSL letter.
  public enum Activation: String, Hashable, Sendable {
    case linear = "l"
    case relu = "r"
  }

  /// `C[v][b](r|l)<height>,<width>,<channels>`: a convolution with bias, stride 1.
  public struct Convolution: Hashable, Sendable, CustomStringConvertible {
    /// `v` absent: zero padding that keeps height and width (odd kernels only). `v`: no padding.
    public enum Padding: Hashable, Sendable {
      case same
      case valid
    }
    public var kernelHeight: Int
    public var kernelWidth: Int
    public var outputChannels: Int
    public var activation: Activation
    public var padding: Padding
    /// `b`, a word of our own: batch normalisation after the convolution and before the activation.
    public var batchNormalization: Bool

    public init(
      kernelHeight: Int, kernelWidth: Int, outputChannels: Int, activation: Activation = .relu,
      padding: Padding = .same, batchNormalization: Bool = false
    ) {
      self.kernelHeight = kernelHeight
      self.kernelWidth = kernelWidth
      self.outputChannels = outputChannels
      self.activation = activation
      self.padding = padding
      self.batchNormalization = batchNormalization
    }

    public var description: String {
      "C\(padding == .valid ? "v" : "")\(batchNormalization ? "b" : "")\(activation.rawValue)"
        + "\(kernelHeight),\(kernelWidth),\(outputChannels)"
    }
  }

  /// `Mp<height>,<width>[,<stride y>,<stride x>[,<padding y>,<padding x>]]`: maximum over a window, rounding down.
  ///
  /// The stride defaults to the kernel. Padding, our extension, is minus infinity on both sides and at most half the
  /// kernel, as PyTorch has it: the published CRNN needs it.
  public struct MaxPooling: Hashable, Sendable, CustomStringConvertible {
    public var kernelHeight: Int
    public var kernelWidth: Int
    public var strideHeight: Int
    public var strideWidth: Int
    public var paddingHeight: Int
    public var paddingWidth: Int

    /// - Parameter strideHeight: The kernel's height where it is nil; `strideWidth` likewise.
    public init(
      kernelHeight: Int, kernelWidth: Int, strideHeight: Int? = nil, strideWidth: Int? = nil,
      paddingHeight: Int = 0, paddingWidth: Int = 0
    ) {
      self.kernelHeight = kernelHeight
      self.kernelWidth = kernelWidth
      self.strideHeight = strideHeight ?? kernelHeight
      self.strideWidth = strideWidth ?? kernelWidth
      self.paddingHeight = paddingHeight
      self.paddingWidth = paddingWidth
    }

    public var description: String {
      let padded = paddingHeight != 0 || paddingWidth != 0
      let strided = padded || strideHeight != kernelHeight || strideWidth != kernelWidth
      return "Mp\(kernelHeight),\(kernelWidth)" + (strided ? ",\(strideHeight),\(strideWidth)" : "")
        + (padded ? ",\(paddingHeight),\(paddingWidth)" : "")
    }
  }

  /// `L(f|r|b)x<hidden size>`: an LSTM along the columns, in PyTorch's equations and gate order.
  public struct Recurrent: Hashable, Sendable, CustomStringConvertible {
    /// The raw value is its VGSL letter.
    public enum Direction: String, Hashable, Sendable {
      case forward = "f"
      case reverse = "r"
      /// Both; the features of the two are side by side, forward first.
      case bidirectional = "b"
    }
    public var direction: Direction
    /// Features per direction.
    public var hiddenSize: Int

    public init(direction: Direction = .bidirectional, hiddenSize: Int) {
      self.direction = direction
      self.hiddenSize = hiddenSize
    }

    public var description: String { "L\(direction.rawValue)x\(hiddenSize)" }
  }

  /// `F(r|l)<features>`: fully connected, per column, with bias.
  public struct Linear: Hashable, Sendable, CustomStringConvertible {
    public var outputFeatures: Int
    public var activation: Activation

    public init(outputFeatures: Int, activation: Activation = .linear) {
      self.outputFeatures = outputFeatures
      self.activation = activation
    }

    public var description: String { "F\(activation.rawValue)\(outputFeatures)" }
  }
}
