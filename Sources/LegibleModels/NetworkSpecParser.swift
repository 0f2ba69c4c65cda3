/// Reads a spec string from left to right, following the shapes as it goes, so that every error has its place.
struct NetworkSpecParser {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// - Returns: The input height, the layers, and the shapes between them (one more than there are layers).
  mutating func parse() throws(NetworkSpecError) -> (Int, [NetworkSpec.Layer], [FeatureShape]) {
    skipSpace()
    guard take("[") else { throw error("'[' and the input, for example [1,32,0,1 ...]") }
    let height = try parseInput()
    var layers: [NetworkSpec.Layer] = []
    var shapes = [FeatureShape(height: height, channels: 1, isColumns: false)]
    var parameters = 0
    while true {
      skipSpace()
      let start = index
      if peek() == "]" {
        guard case .output? = layers.last else {
          throw error("the output layer, for example O1c96, before the closing bracket")
        }
        index += 1
        skipSpace()
        guard index == bytes.count else { throw error("nothing after the closing bracket") }
        guard NetworkSpec.minimumInputWidth(layers) <= NetworkSpec.Limit.minimumWidth else {
          throw error(
            "a network that makes a column of \(NetworkSpec.Limit.minimumWidth) pixels: pool the width less",
            at: 0)
        }
        return (height, layers, shapes)
      }
      if case .output? = layers.last { throw error("']' after the output layer") }
      guard layers.count < NetworkSpec.Limit.layers else {
        throw error("at most \(NetworkSpec.Limit.layers) layers")
      }
      let layer = try parseLayer()
      if let demand = layer.misfit(on: shapes[layers.count]) { throw error(demand, at: start) }
      parameters += layer.tensors(prefix: "", input: shapes[layers.count])
        .reduce(0) { $0 + ($1.isTrained ? $1.count : 0) }
      guard parameters <= NetworkSpec.Limit.parameters else {
        throw error(
          "a network of at most \(NetworkSpec.Limit.parameters) parameters: make the layers smaller",
          at: start)
      }
      shapes.append(layer.output(of: shapes[layers.count]))
      layers.append(layer)
    }
  }

  // MARK: Words

  private mutating func parseInput() throws(NetworkSpecError) -> Int {
    skipSpace()
    try expect("1", "batch size 1")
    try comma()
    let height = try number("an input height", in: 1...NetworkSpec.Limit.size)
    try comma()
    try expect("0", "input width 0, which means any width")
    try comma()
    try expect("1", "1 input channel, luma")
    return height
  }

  private mutating func parseLayer() throws(NetworkSpecError) -> NetworkSpec.Layer {
    let start = index
    if take("C") { return try parseConvolution() }
    if take("Mp") { return try parsePooling() }
    if take("S") {
      guard take("1(1x0)1,3") else {
        throw error("S1(1x0)1,3, the only form of S that is supported", at: start)
      }
      return .heightCollapse
    }
    if take("L") { return try parseRecurrent() }
    if take("Do") { return .dropout(probability: try probability()) }
    if take("F") {
      let activation = try activation()
      return .linear(.init(outputFeatures: try size("a number of features"), activation: activation))
    }
    if take("O") {
      guard take("1c") else {
        throw error("O1c<symbols>, the only form of O that is supported (columns, trained by CTC)", at: start)
      }
      return .output(
        symbols: try number("a number of symbols with the blank", in: 2...NetworkSpec.Limit.symbols))
    }
    if peek() == "G" { throw error("Lbx, Lfx or Lrx: of the recurrent cells only the LSTM is supported") }
    throw error("a layer: C, Mp, S1(1x0)1,3, L, Do, F or O1c")
  }

  private mutating func parseConvolution() throws(NetworkSpecError) -> NetworkSpec.Layer {
    let padding: NetworkSpec.Convolution.Padding = take("v") ? .valid : .same
    let normalized = take("b")
    let activation = try activation()
    let height = try kernelSide("a kernel height", padding: padding)
    try comma()
    let width = try kernelSide("a kernel width", padding: padding)
    try comma()
    return .convolution(
      .init(
        kernelHeight: height, kernelWidth: width, outputChannels: try size("a number of channels"),
        activation: activation, padding: padding, batchNormalization: normalized))
  }

  private mutating func kernelSide(
    _ what: String, padding: NetworkSpec.Convolution.Padding
  ) throws(NetworkSpecError) -> Int {
    let start = index
    let side = try number(what, in: 1...NetworkSpec.Limit.kernel)
    guard padding == .valid || side % 2 == 1 else {
      throw error("an odd kernel, or Cv: an even one cannot keep the size", at: start)
    }
    return side
  }

  private mutating func parsePooling() throws(NetworkSpecError) -> NetworkSpec.Layer {
    let kernels = 1...NetworkSpec.Limit.kernel
    let height = try number("a kernel height", in: kernels)
    try comma()
    let start = index
    let width = try number("a kernel width", in: kernels)
    guard height * width <= NetworkSpec.Limit.window else {
      throw error("a window of at most \(NetworkSpec.Limit.window) positions", at: start)
    }
    var pooling = NetworkSpec.MaxPooling(kernelHeight: height, kernelWidth: width)
    guard peek() == "," else { return .maxPooling(pooling) }
    try comma()
    pooling.strideHeight = try number("a vertical stride", in: kernels)
    try comma()
    pooling.strideWidth = try number("a horizontal stride", in: kernels)
    guard peek() == "," else { return .maxPooling(pooling) }
    try comma()
    pooling.paddingHeight = try number("a vertical padding of at most half the kernel", in: 0...height / 2)
    try comma()
    pooling.paddingWidth = try number("a horizontal padding of at most half the kernel", in: 0...width / 2)
    return .maxPooling(pooling)
  }

  private mutating func parseRecurrent() throws(NetworkSpecError) -> NetworkSpec.Layer {
    guard let direction = NetworkSpec.Recurrent.Direction(rawValue: peek()) else {
      throw error("a direction: f forward, r reverse or b both")
    }
    index += 1
    guard take("x") else { throw error("x: recurrence runs along the width only") }
    return .recurrent(.init(direction: direction, hiddenSize: try size("a hidden size")))
  }

  private mutating func activation() throws(NetworkSpecError) -> NetworkSpec.Activation {
    guard let activation = NetworkSpec.Activation(rawValue: peek()) else {
      throw error("an activation: r for ReLU or l for linear, no other is supported")
    }
    index += 1
    return activation
  }

  // MARK: Numbers

  private mutating func size(_ what: String) throws(NetworkSpecError) -> Int {
    try number(what, in: 1...NetworkSpec.Limit.size)
  }

  private mutating func number(_ what: String, in range: ClosedRange<Int>) throws(NetworkSpecError) -> Int {
    let start = index
    // Nine digits are more than any limit and less than Int: longer numbers fail like too large ones.
    guard let value = digits(), index - start <= 9, let value = Int(value), range.contains(value) else {
      throw error("\(what), \(range.lowerBound) to \(range.upperBound)", at: start)
    }
    return value
  }

  private mutating func probability() throws(NetworkSpecError) -> Float {
    let start = index
    // Four decimals print as they were read; more could print in the form 1e-05.
    guard var text = digits(), text == "0" else { throw error(Self.probabilityWords, at: start) }
    if take(".") {
      guard let decimals = digits(), decimals.utf8.count <= 4 else {
        throw error(Self.probabilityWords, at: start)
      }
      text += "." + decimals
    }
    guard let value = Float(text) else { throw error(Self.probabilityWords, at: start) }
    return value
  }

  private static let probabilityWords = "a dropout probability, 0 to 0.9999, at most four decimals"

  private mutating func digits() -> String? {
    let start = index
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
    return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
  }

  // MARK: Characters

  private func peek() -> String {
    index < bytes.count && bytes[index] < 0x80 ? String(UnicodeScalar(bytes[index])) : ""
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { return false }
    index += count
    return true
  }

  private mutating func expect(_ text: String, _ what: String) throws(NetworkSpecError) {
    let start = index
    guard digits() == text else { throw error(what, at: start) }
  }

  private mutating func comma() throws(NetworkSpecError) {
    guard take(",") else { throw error("a comma") }
    skipSpace()
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private mutating func skipSpace() {
    while index < bytes.count, isSpace(bytes[index]) { index += 1 }
  }

  /// All before `position` has been read and is ASCII, so its byte offset is its character offset.
  private func error(_ expected: String, at position: Int? = nil) -> NetworkSpecError {
    let start = position ?? index
    var word = bytes[start...].prefix { !isSpace($0) }
    if word.first != UInt8(ascii: "]") { word = word.prefix { $0 != UInt8(ascii: "]") } }
    // Forty characters are shown; each takes at most four bytes.
    let shown = String(decoding: word.prefix(160), as: UTF8.self)
    return NetworkSpecError(
      position: start + 1, found: shown.isEmpty ? "the end" : shown.quoted, expected: expected)
  }
}
