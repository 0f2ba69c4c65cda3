/// What the word of a layer with a kernel says of it; see `KernelLayerSpec`.
package struct Kernel: Hashable, Sendable {
  /// Zero padding around every item.
  package enum Padding: Hashable, Sendable {
    /// Output as large as the input; kernel sides must be odd.
    case same
    /// None: the output loses `kernel - 1` rows and columns.
    case valid
  }

  package let height, width: Int
  package let activation: Activation
  package let padding: Padding
  /// After the sum and before the activation.
  package let batchNormalization: Bool

  package init(
    height: Int, width: Int, activation: Activation = .relu, padding: Padding = .same,
    batchNormalization: Bool = false
  ) {
    self.height = height
    self.width = width
    self.activation = activation
    self.padding = padding
    self.batchNormalization = batchNormalization
  }

  /// Reads `[v][b](r|l)<height>,<width>`.
  /// - Parameter word: what stands before it, for the message that names the way out.
  init(_ reader: inout SpecReader, after word: String) throws(NetworkSpecError) {
    let padding: Padding = reader.take("v") ? .valid : .same
    let isNormalized = reader.take("b")
    let activation = try reader.activation()
    func side(_ what: String) throws(NetworkSpecError) -> Int {
      let start = reader.position
      let side = try reader.number(what, in: 1...SpecLimit.kernel)
      guard padding == .valid || side % 2 == 1 else {
        throw reader.error("an odd kernel, or \(word)v: an even one cannot keep the size", at: start)
      }
      return side
    }
    let height = try side("a kernel height")
    try reader.comma()
    self.init(
      height: height, width: try side("a kernel width"), activation: activation, padding: padding,
      batchNormalization: isNormalized)
  }

  /// As it is read.
  var letters: String {
    "\(padding == .valid ? "v" : "")\(batchNormalization ? "b" : "")\(activation.rawValue)\(height),\(width)"
  }

  var geometry: ConvolutionGeometry {
    ConvolutionGeometry(kernelHeight: height, kernelWidth: width, isPadded: padding == .same)
  }
}
