import LegibleCTC
import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleTensors

/// Reads text from image crops of words and lines.
///
///     let recognizer = try Recognizer(contentsOf: "models/small.safetensors")
///     let result = try recognizer.recognize(Image(contentsOf: "crop.png"))
///     print(result.text, result.confidence)
///
/// A crop's result depends on that crop alone: read by itself or among ten thousand, on one thread or on
/// eight, it is the same to the bit.
///
/// All methods may be called from any number of threads, tasks and queues at once. A call works on its
/// caller's thread and waits for nobody else's. Threads of the library's own join it only while fewer are at
/// work in the process, in all calls together, than the call asked for.
public final class Recognizer: Sendable {
  /// Threads that are used where nothing is said: one for each processor that the process may use.
  public static let defaultThreads = processorCount

  private let model: ReadingModel
  private let decoding: Decoding
  private let effort: RecognitionOptions.Effort
  private let orientation: OrientationClassifier?
  /// Threads' memory between their batches.
  private let idle = Locked<[Session]>([])

  /// Columns of the input strip at which a crop is no line of text any more, but an attack on memory. Wider
  /// ones are squeezed.
  static let maximumWidth = 16384
  /// Batches that are read or wait for their turn to be handed out, so that memory stays flat however many
  /// there are.
  private static let batchesAhead = 32

  /// Opens a model file.
  /// - Throws: `ModelFileError` for a file that is not a whole, known model.
  public convenience init(contentsOf path: String) throws(ModelFileError) {
    self.init(try ReadingModel(contentsOf: path))
  }

  /// Opens a model file, to read texts of which something is known.
  /// - Throws: `ModelFileError` for a file that is not a whole, known model; ``RecognitionOptionsError`` for options
  ///   that make no sense with it.
  public convenience init(contentsOf path: String, options: RecognitionOptions) throws {
    let model = try ReadingModel(contentsOf: path)
    try self.init(model, options: options)
  }

  /// - Throws: ``RecognitionOptionsError``.
  convenience init(_ model: ReadingModel, options: RecognitionOptions) throws(RecognitionOptionsError) {
    self.init(
      model, decoding: try options.decoding(model.vocabulary), effort: options.effort,
      orientation: options.orientation)
  }

  /// A recogniser with the same model, which both share, for texts of which something else is known.
  /// - Throws: ``RecognitionOptionsError``.
  public func with(_ options: RecognitionOptions) throws(RecognitionOptionsError) -> Recognizer {
    try Recognizer(model, options: options)
  }

  /// - Parameter model: in memory; later changes to its parameters do not reach the recogniser.
  package convenience init(_ model: Model) { self.init(ReadingModel(model)) }

  /// - Parameters:
  ///   - model: of any precision.
  ///   - decoding: how texts are made of what the network says.
  package init(
    _ model: ReadingModel, decoding: Decoding = Decoding(), effort: RecognitionOptions.Effort = .normal,
    orientation: OrientationClassifier? = nil
  ) {
    self.model = model
    var decoding = decoding
    decoding.isClassifier = model.spec.isClassifier
    self.decoding = decoding
    self.effort = effort
    self.orientation = orientation
  }

  /// The symbols that the model can write; none for one that gives classes.
  public var symbols: [Character] { model.vocabulary.alphabet?.symbols ?? [] }
  /// The classes that the model tells crops apart by; none for one that writes texts.
  public var classes: [String] { model.spec.isClassifier ? model.vocabulary.names : [] }

  package var vocabulary: Vocabulary { model.vocabulary }
  package var spec: NetworkSpec { model.spec }

  /// Reads one crop.
  public func recognize(_ image: Image) -> RecognizedText {
    recognize([image], threads: 1)[0]
  }

  /// Reads crops, in order.
  /// - Parameter threads: at most so many; by default one for each processor.
  public func recognize(_ images: [Image], threads: Int = Recognizer.defaultThreads) -> [RecognizedText] {
    var texts: [RecognizedText] = []
    texts.reserveCapacity(images.count)
    recognizeCrops(count: images.count, threads: threads) { index, _ throws(Never) in
      images[index]
    } each: { _, result in
      texts.append(result.get())
    }
    return texts
  }

  /// Reads image files, in order. A file that cannot be read is reported in its place, and the others are
  /// read.
  /// - Parameters:
  ///   - threads: at most so many; by default one for each processor.
  ///   - each: called with the path's index and its result, in order, on the calling thread.
  public func recognize(
    paths: [String], threads: Int = Recognizer.defaultThreads, limits: ImageLimits = .default,
    each: (_ index: Int, _ result: Result<RecognizedText, ImageError>) throws -> Void
  ) rethrows {
    try recognize(paths: paths, threads: threads, limits: limits, turned: { _ in .upright }, each: each)
  }

  /// Reads image files, each turned before.
  /// - Parameter turned: how an upright text of the path with this index lies then.
  package func recognize(
    paths: [String], threads: Int, limits: ImageLimits, turned: (_ index: Int) -> TextOrientation,
    each: (_ index: Int, _ result: Result<RecognizedText, ImageError>) throws -> Void
  ) rethrows {
    try recognizeCrops(count: paths.count, threads: threads) { index, decoder throws(ImageError) in
      try decoder.decode(contentsOf: paths[index], limits: limits).turned(to: turned(index))
    } each: {
      try each($0, $1)
    }
  }

  // MARK: Batches

  /// Reads crops by their number, in batches spread over threads, and hands them out in order.
  private func recognizeCrops<Failure>(
    count: Int, threads: Int, load: (_ index: Int, _ decoder: ImageDecoder) throws(Failure) -> Image,
    each: (Int, Result<RecognizedText, Failure>) throws -> Void
  ) rethrows {
    let batchSize = CropGatherer.limit
    func crops(of batch: Int) -> Range<Int> { batch * batchSize..<min(count, (batch + 1) * batchSize) }
    let batches = (count + batchSize - 1) / batchSize
    // The place of a crop's result is its own until it has been handed out.
    let places = min(count, Self.batchesAhead * batchSize)
    var results = [Result<RecognizedText, Failure>?](repeating: nil, count: places)
    try results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let results = results
      try parallelFor(pieces: batches, threads: threads, ahead: Self.batchesAhead) { batch in
        let session =
          idle.withLock { $0.popLast() }
          ?? Session(model.spec, decoder: decoding.makeDecoder(symbolCount: model.spec.symbolCount))
        recognizeBatch(crops(of: batch), load: load, session: session) { results[$0 % places] = $1 }
        // Many calls at once need many sessions; only as many are kept as one call needs.
        idle.withLock { if $0.count < max(threads, Self.defaultThreads) { $0.append(session) } }
      } deliver: { batch in
        for index in crops(of: batch) {
          try each(index, results[index % places]!)
          results[index % places] = nil
        }
      }
    }
  }

  /// Loads and reads the crops of one batch: in one strip, or in several where they are wide.
  private func recognizeBatch<Failure>(
    _ batch: Range<Int>, load: (Int, ImageDecoder) throws(Failure) -> Image, session: Session,
    store: (Int, Result<RecognizedText, Failure>) -> Void
  ) {
    // Where doubtful crops are looked at again, pictures wait for their text, and those of doubtful ones for the end.
    var waiting: [Int: Image] = [:]
    var doubtful: [(index: Int, image: Image, text: RecognizedText)] = []
    // Crops that may lie in several ways wait for their readings.
    var ambiguous: [Int: OrientedReadings] = [:]
    func recognize() {
      recognizeGathered(session) { index, reading in
        var text = reading
        if var readings = ambiguous.removeValue(forKey: index) {
          readings.add(reading)
          guard let best = readings.result else {
            ambiguous[index] = readings
            return
          }
          text = best
        }
        if let image = waiting.removeValue(forKey: index), text.confidence <= SecondLook.doubt {
          doubtful.append((index, image, text))
        } else {
          store(index, .success(text))
        }
      }
    }
    func gather(_ view: Image, _ orientation: TextOrientation, index: Int) {
      let input = model.scaling.inputCrop(of: view)
      let limited = min(input.width, Self.maximumWidth)
      if !session.gatherer.hasRoom(forWidth: limited) { recognize() }
      session.gatherer.add(view, area: input.area, orientation: orientation, index: index, width: limited)
    }
    for index in batch {
      do throws(Failure) {
        // Decoded pictures may be large: each is scaled and, as a rule, let go before the next.
        let image = try load(index, session.imageDecoder)
        if let orientation {
          let orientations = orientation.orientations(of: image)
          if orientations.count > 1 { ambiguous[index] = OrientedReadings(orientations) }
          for way in TextOrientation.allCases where orientations[way] != nil {
            gather(image.turned(to: way.inverse), way, index: index)
          }
        } else {
          let shown = model.scaling.shown(image)
          gather(shown.image, shown.orientation, index: index)
        }
        if effort == .high, image.pixels.count <= SecondLook.pixelLimit { waiting[index] = image }
      } catch {
        store(index, .failure(error))
      }
    }
    recognize()
    for crop in doubtful {
      store(crop.index, .success(lookAgain(at: crop.image, first: crop.text, session: session)))
    }
  }

  /// Reads a crop in other views, and says what they agree on.
  private func lookAgain(at image: Image, first: RecognizedText, session: Session) -> RecognizedText {
    let image = image.turned(to: first.orientation.inverse)
    var readings = [first]
    for look in SecondLook.all {
      let view = look.view(of: image, model.scaling)
      let limited = min(view.width, Self.maximumWidth)
      if !session.gatherer.hasRoom(forWidth: limited) {
        recognizeGathered(session) { readings.append($1) }
      }
      session.gatherer.add(
        view.image, area: view.area, orientation: first.orientation, index: readings.count, width: limited)
    }
    recognizeGathered(session) { readings.append($1) }
    return SecondLook.agreed(readings, limit: decoding.candidates)
  }

  /// Reads the crops that the session has gathered, side by side in one strip.
  private func recognizeGathered(_ session: Session, store: (Int, RecognizedText) -> Void) {
    let gatherer = session.gatherer
    guard !gatherer.crops.isEmpty else { return }
    gatherer.layOut()
    let logits = model.network.run(gatherer.strip, session: session.network)
    for (item, crop) in gatherer.crops.enumerated() {
      let columns = logits.layout.widths[item]
      session.decoder.decode(logits: logits.item(item), columns: columns, symbols: logits.channels)
      var texts = session.decoder.candidates
      if decoding.alternatives > 0 {
        for index in texts.indices {
          texts[index].findAlternatives(
            decoding.alternatives, logits: logits.item(item), symbols: logits.channels)
        }
      }
      store(crop.index, CropReading(texts, columns: columns, crop: crop).text(model))
    }
    gatherer.removeAll()
  }
}

/// What one thread needs to read crops, used again by every batch.
private final class Session: @unchecked Sendable {
  // Unchecked: a thread takes one from the recogniser's idle ones, has it for itself, and puts it back.
  let imageDecoder = ImageDecoder()
  let gatherer: CropGatherer
  let network = ReadingSession()
  var decoder: any ColumnDecoder

  init(_ spec: NetworkSpec, decoder: any ColumnDecoder) {
    gatherer = CropGatherer(spec)
    self.decoder = decoder
  }
}
