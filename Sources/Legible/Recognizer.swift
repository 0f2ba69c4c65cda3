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
  /// Threads that are used where nothing is said: one for each core.
  public static let defaultThreads = processorCount

  /// The symbols that the model can write.
  public let alphabet: Alphabet
  /// The network it runs.
  package let spec: NetworkSpec

  private let network: ReadingNetwork
  private let scaling: CropScaling
  /// Threads' memory between their batches.
  private let idle = Mutex<[Session]>([])

  /// Columns of the input strip at which a crop is no line of text any more, but an attack on memory. Wider ones are squeezed.
  private static let maximumWidth = 16384
  /// Crops that run together. More make long products, fewer spread better over threads.
  private static let batchSize = 16
  /// Columns that run together at most, unless a single crop has more: it bounds each thread's memory.
  private static let stripWidth = 4096
  /// Batches that are read or wait for their turn to be handed out, so that memory stays flat however many there are.
  private static let batchesAhead = 32

  /// Opens a model file.
  /// - Throws: `ModelFileError`, `NetworkSpecError` or `AlphabetError` for a file that is not a whole, known model.
  public convenience init(contentsOf path: String) throws {
    self.init(try ReadingModel(contentsOf: path))
  }

  /// - Parameter model: in memory; later changes to its parameters do not reach the recogniser.
  package convenience init(_ model: Model) { self.init(ReadingModel(model)) }

  /// - Parameter model: of any precision.
  package init(_ model: ReadingModel) {
    network = model.network
    spec = model.spec
    alphabet = model.alphabet
    scaling = model.scaling
  }

  /// Reads one crop.
  public func recognize(_ image: Image) -> RecognizedText {
    recognize([image], threads: 1)[0]
  }

  /// Reads crops, in order.
  /// - Parameter threads: at most so many; by default one for each core.
  public func recognize(_ images: [Image], threads: Int = Recognizer.defaultThreads) -> [RecognizedText] {
    var results: [RecognizedText] = []
    results.reserveCapacity(images.count)
    recognize(count: images.count, threads: threads) { index, _ in
      images[index]
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
    paths: [String], threads: Int = Recognizer.defaultThreads, limits: ImageLimits = .default,
    each: (_ index: Int, _ result: Result<RecognizedText, ImageError>) throws -> Void
  ) rethrows {
    try recognize(count: paths.count, threads: threads) { index, decoder throws(ImageError) in
      try decoder.decode(contentsOf: paths[index], limits: limits)
    } each: {
      try each($0, $1)
    }
  }

  // MARK: Batches

  private typealias Load = (_ index: Int, _ decoder: ImageDecoder) throws(ImageError) -> Image
  private typealias Outcome = Result<RecognizedText, ImageError>

  private func recognize(
    count: Int, threads: Int, load: Load,
    each: (Int, Result<RecognizedText, ImageError>) throws -> Void
  ) rethrows {
    func crops(of batch: Int) -> Range<Int> {
      batch * Self.batchSize..<min(count, (batch + 1) * Self.batchSize)
    }
    let batches = (count + Self.batchSize - 1) / Self.batchSize
    // The place of a crop's result is its own until it has been handed out.
    let places = min(count, Self.batchesAhead * Self.batchSize)
    var results = [Outcome?](repeating: nil, count: places)
    try results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let results = results
      try parallelFor(pieces: batches, threads: threads, ahead: Self.batchesAhead) { batch in
        let session = idle.withLock { $0.popLast() } ?? Session()
        read(crops(of: batch), load: load, session: session) { results[$0 % places] = $1 }
        idle.withLock { $0.append(session) }
      } deliver: { batch in
        for index in crops(of: batch) {
          try each(index, results[index % places]!)
          results[index % places] = nil
        }
      }
    }
  }

  /// Loads and reads one batch.
  private func read(_ range: Range<Int>, load: Load, session: Session, store: (Int, Outcome) -> Void) {
    for index in range {
      do throws(ImageError) {
        // Decoded pictures may be large: each is scaled and let go before the next.
        let image = try load(index, session.decoder)
        let width = min(scaling.width(imageWidth: image.width, imageHeight: image.height), Self.maximumWidth)
        if session.columns + width > Self.stripWidth { read(session, store: store) }
        session.add(image, index: index, width: width, height: spec.inputHeight, room: Self.stripWidth)
      } catch {
        store(index, .failure(error))
      }
    }
    read(session, store: store)
    session.decoder.trim()
  }

  /// Reads the crops that the session has gathered, side by side in one strip.
  private func read(_ session: Session, store: (Int, Outcome) -> Void) {
    guard !session.crops.isEmpty else { return }
    session.layOut(height: spec.inputHeight, gap: spec.gap)
    let logits = network.run(session.input, session: session.network)
    for (item, crop) in session.crops.enumerated() {
      let columns = logits.layout.widths[item]
      session.reader.read(logits: logits.item(item), columns: columns, symbols: logits.channels)
      store(crop.index, .success(text(session.reader, of: crop, columns: columns)))
    }
    session.crops.removeAll(keepingCapacity: true)
    session.columns = 0
  }

  private func text(_ read: BestPathDecoder, of crop: Session.Crop, columns: Int) -> RecognizedText {
    let scale = Double(crop.imageWidth) / Double(max(1, columns))
    var result = RecognizedText(text: "", confidence: read.confidence, characters: [])
    result.characters.reserveCapacity(read.symbols.count)
    for symbol in read.symbols {
      let character = alphabet[symbol.index]
      result.text.append(character)
      result.characters.append(
        RecognizedCharacter(
          character: character, confidence: symbol.confidence,
          box: .init(
            x: Double(symbol.columns.lowerBound) * scale, y: 0,
            width: Double(symbol.columns.count) * scale, height: Double(crop.imageHeight))))
    }
    return result
  }
}

/// What one thread needs to read crops, used again by every batch.
private final class Session: @unchecked Sendable {
  // Unchecked: in the pool it is nobody's, out of it one thread's.

  /// A crop that has been gathered.
  struct Crop {
    /// Among all crops.
    let index: Int
    /// Columns of the strip.
    let width: Int
    let imageWidth, imageHeight: Int
    /// First float in `scaled`.
    let start: Int
  }

  let decoder = ImageDecoder()
  let input = Strip()
  let network = ReadingSession()
  var reader = BestPathDecoder()
  /// Those that will run together, and their columns.
  var crops: [Crop] = []
  var columns = 0
  /// The crops as the network reads them, one after the other, each `[height, width]`.
  private let scaled = FloatBuffer()
  private let resampler = Resampler()

  /// Scales a crop and keeps it.
  /// - Parameter room: columns that may be gathered; the first crop may have more.
  func add(_ image: Image, index: Int, width: Int, height: Int, room: Int) {
    if crops.isEmpty { scaled.reserve(height * max(room, width)) }
    let crop = Crop(
      index: index, width: width, imageWidth: image.width, imageHeight: image.height, start: columns * height)
    image.writeInputStrip(
      width: width, height: height, into: scaled.base + crop.start, rowStride: width, using: resampler)
    crops.append(crop)
    columns += width
  }

  /// Puts the crops side by side into `input`.
  func layOut(height: Int, gap: Int) {
    input.reshape(height: height, count: crops.count, gap: gap, channels: 1) { crops[$0].width }
    for row in 0..<height {
      input.clearGaps(row: row)
      for (item, crop) in crops.enumerated() {
        input.item(item, row: row).update(
          from: scaled.base + crop.start + row * crop.width, count: crop.width)
      }
    }
  }
}
