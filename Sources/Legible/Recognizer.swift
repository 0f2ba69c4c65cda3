import LegibleCTC
import LegibleImages
import LegibleLanguage
import LegibleLayers
import LegibleModels
import LegibleTensors
import Synchronization

/// Reads text from image crops of words and lines.
///
///     let recognizer = try Recognizer(contentsOf: "models/small.safetensors")
///     let result = try recognizer.recognize(Image(contentsOf: "crop.png"))
///     print(result.text, result.confidence)
///
/// A crop's result depends on that crop alone: read by itself or among ten thousand, on one thread or on eight, it is the
/// same to the bit. All methods may be called from any thread.
public final class Recognizer: Sendable {
  /// The symbols that the model can write.
  public let alphabet: Alphabet
  /// The network it runs.
  public let spec: NetworkSpec

  private let network: InferenceNetwork
  /// Widths of an input strip. Narrower crops are stretched and wider ones squeezed to it.
  private let widths: ClosedRange<Int>
  /// Threads' memory between their batches.
  private let idle = Mutex<[Session]>([])

  /// Columns of the input strip at which a crop is no line of text any more, but an attack on memory.
  private static let maximumWidth = 16384
  /// Crops that run together. More make long products, fewer spread better over threads.
  private static let batchSize = 16
  /// Columns that run together at most, unless a single crop has more: it bounds each thread's memory.
  private static let stripWidth = 4096
  /// Crops whose results wait for each other, so that memory stays flat however many there are.
  private static let windowSize = 512

  /// Opens a model file.
  /// - Throws: `ModelFileError`, `NetworkSpecError` or `AlphabetError` for a file that is not a whole, known model.
  public convenience init(contentsOf path: String) throws {
    self.init(try ReadingModel(contentsOf: path))
  }

  /// - Parameter model: in memory; later changes to its parameters do not reach the recogniser.
  public convenience init(_ model: Model) { self.init(ReadingModel(model)) }

  /// - Parameter model: of any precision.
  public init(_ model: ReadingModel) {
    network = model.network
    spec = model.spec
    alphabet = model.alphabet
    widths = spec.minimumInputWidth...Self.maximumWidth
  }

  /// Reads one crop.
  public func recognize(_ image: Image) -> RecognizedText {
    recognize([image], threads: 1)[0]
  }

  /// Reads crops, in order.
  /// - Parameter threads: at most so many; by default one for each core.
  public func recognize(_ images: [Image], threads: Int = processorCount) -> [RecognizedText] {
    var results: [RecognizedText] = []
    results.reserveCapacity(images.count)
    recognize(count: images.count, threads: threads) {
      .success(images[$0])
    } each: { _, result in
      // An image in memory cannot fail to load.
      if case .success(let text) = result { results.append(text) }
    }
    return results
  }

  /// Reads image files, in order. A file that cannot be read is reported in its place, and the others are read.
  /// - Parameters:
  ///   - threads: at most so many; by default one for each core.
  ///   - each: called with the path's index and its result, in order, on the calling thread.
  public func recognize(
    paths: [String], threads: Int = processorCount, limits: ImageLimits = .default,
    each: (_ index: Int, _ result: Result<RecognizedText, ImageError>) throws -> Void
  ) rethrows {
    try recognize(count: paths.count, threads: threads) { index in
      Result { () throws(ImageError) in try Image(contentsOf: paths[index], limits: limits) }
    } each: {
      try each($0, $1)
    }
  }

  // MARK: Batches

  private func recognize(
    count: Int, threads: Int, load: (Int) -> Result<Image, ImageError>,
    each: (Int, Result<RecognizedText, ImageError>) throws -> Void
  ) rethrows {
    for start in stride(from: 0, to: count, by: Self.windowSize) {
      let window = start..<min(count, start + Self.windowSize)
      let batches = (window.count + Self.batchSize - 1) / Self.batchSize
      var results = [Result<RecognizedText, ImageError>?](repeating: nil, count: window.count)
      results.withUnsafeMutableBufferPointer { results in
        parallelFor(pieces: batches, threads: threads) { batch in
          let first = window.lowerBound + batch * Self.batchSize
          let range = first..<min(window.upperBound, first + Self.batchSize)
          let session = idle.withLock { $0.popLast() } ?? Session()
          for (index, result) in zip(range, read(range, load: load, session: session)) {
            results[index - window.lowerBound] = result
          }
          idle.withLock { $0.append(session) }
        }
      }
      for (offset, result) in results.enumerated() {
        try each(window.lowerBound + offset, result!)
      }
    }
  }

  /// Loads and reads one batch.
  private func read(
    _ range: Range<Int>, load: (Int) -> Result<Image, ImageError>, session: Session
  ) -> [Result<RecognizedText, ImageError>] {
    // Decoded pictures may be large: each is scaled and let go before the next.
    let crops = range.map { load($0).map { ScaledCrop($0, height: spec.inputHeight, widths: widths) } }
    var texts: [RecognizedText] = []
    var group: [ScaledCrop] = []
    var groupWidth = 0
    for crop in crops.compactMap({ try? $0.get() }) {
      if groupWidth + crop.width > Self.stripWidth {
        texts += read(group, session: session)
        group = []
        groupWidth = 0
      }
      group.append(crop)
      groupWidth += crop.width
    }
    texts += read(group, session: session)
    var next = texts.makeIterator()
    return crops.map { $0.map { _ in next.next()! } }
  }

  /// Reads crops side by side in one strip.
  private func read(_ crops: [ScaledCrop], session: Session) -> [RecognizedText] {
    guard !crops.isEmpty else { return [] }
    let height = spec.inputHeight
    let input = session.input
    input.reshape(StripLayout(height: height, widths: crops.map(\.width), gap: spec.gap), channels: 1)
    for row in 0..<height {
      input.zeroGaps(row: row)
      for (index, crop) in crops.enumerated() { crop.copy(row: row, to: input.item(index, row: row)) }
    }
    let logits = network.run(input, session: session.network)
    return crops.enumerated().map { index, crop in
      let columns = logits.layout.widths[index]
      let decoded = session.decoder.decode(
        logits: logits.item(index), columns: columns, symbols: logits.channels)
      return text(decoded, of: crop, columns: columns)
    }
  }

  private func text(_ decoded: DecodedText, of crop: ScaledCrop, columns: Int) -> RecognizedText {
    let scale = Double(crop.imageWidth) / Double(max(1, columns))
    let characters = decoded.symbols.map { symbol in
      RecognizedCharacter(
        character: alphabet[symbol.index], confidence: symbol.confidence,
        box: .init(
          x: Double(symbol.columns.lowerBound) * scale, y: 0, width: Double(symbol.columns.count) * scale,
          height: Double(crop.imageHeight)))
    }
    return RecognizedText(
      text: alphabet.decode(decoded.label), confidence: decoded.confidence, characters: characters)
  }

  /// A crop as the network reads it: `[height, width]`, row-major.
  private struct ScaledCrop {
    let width: Int
    let imageWidth, imageHeight: Int
    private let values: [Float]

    /// - Parameter widths: of a strip; the crop is stretched or squeezed to it.
    init(_ image: Image, height: Int, widths: ClosedRange<Int>) {
      let width = min(max(widths.lowerBound, image.inputWidth(height: height)), widths.upperBound)
      self.width = width
      (imageWidth, imageHeight) = (image.width, image.height)
      values = [Float](unsafeUninitializedCapacity: height * width) { values, count in
        image.writeInputStrip(width: width, height: height, into: values.baseAddress!, rowStride: width)
        count = height * width
      }
    }

    func copy(row: Int, to target: UnsafeMutablePointer<Float>) {
      values.withUnsafeBufferPointer { target.update(from: $0.baseAddress! + row * width, count: width) }
    }
  }

  /// What one thread needs to read a batch.
  private final class Session: @unchecked Sendable {
    // Unchecked: in the pool it is nobody's, out of it one thread's.
    let input = Strip()
    let network = InferenceSession()
    var decoder = BestPathDecoder()
  }
}
