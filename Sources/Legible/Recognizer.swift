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

  let model: ReadingModel
  let decoding: Decoding
  let effort: RecognitionOptions.Effort
  let orientation: OrientationClassifier?
  private let confidence: ConfidenceRule
  /// Threads' memory between their batches.
  private let idle = Locked<[RecognitionSession]>([])

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
      orientation: options.orientation, minimumConfidence: options.minimumConfidence)
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
  ///   - orientation: tells how texts lie; nil where they lie as the model expects.
  ///   - minimumConfidence: of texts that are given.
  package init(
    _ model: ReadingModel, decoding: Decoding = Decoding(), effort: RecognitionOptions.Effort = .normal,
    orientation: OrientationClassifier? = nil, minimumConfidence: Float = 0
  ) {
    self.model = model
    var decoding = decoding
    decoding.isClassifier = model.spec.isClassifier
    self.decoding = decoding
    self.effort = effort
    self.orientation = orientation
    confidence = ConfidenceRule(calibration: model.confidence, minimum: minimumConfidence)
  }

  /// The symbols that the model can write; none for one that gives classes.
  public var symbols: [Character] { model.vocabulary.alphabet?.symbols ?? [] }
  /// The classes that the model tells crops apart by; none for one that writes texts.
  public var classes: [String] { model.spec.isClassifier ? model.vocabulary.names : [] }

  package var vocabulary: Vocabulary { model.vocabulary }
  package var spec: NetworkSpec { model.spec }
  /// When a text is right that this model reads: as its confidences were calibrated, else as its vocabulary suggests.
  package var equality: TextEquality {
    model.confidence?.comparison ?? TextEquality(suiting: model.vocabulary)
  }

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
      (images[index], nil)
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
      (try decoder.decode(contentsOf: paths[index], limits: limits).turned(to: turned(index)), nil)
    } each: {
      try each($0, $1)
    }
  }

  // MARK: Batches

  /// A crop, and how its text is found where that is not as in the others.
  package typealias Crop = (image: Image, decoding: Decoding?)

  /// Reads crops by their number, in batches spread over threads, and hands them out in order.
  /// - Parameters:
  ///   - load: called once for each number, on any thread.
  ///   - each: called with the crop's number and its result, in order, on the calling thread.
  package func recognizeCrops<Failure>(
    count: Int, threads: Int, load: (_ index: Int, _ decoder: ImageDecoder) throws(Failure) -> Crop,
    each: (_ index: Int, _ result: Result<RecognizedText, Failure>) throws -> Void
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
          ?? RecognitionSession(
            model.spec, decoder: decoding.makeDecoder(symbolCount: model.spec.symbolCount))
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
    _ batch: Range<Int>, load: (Int, ImageDecoder) throws(Failure) -> Crop, session: RecognitionSession,
    store: (Int, Result<RecognizedText, Failure>) -> Void
  ) {
    // Of the crops whose texts are found in a way of their own.
    var decodings: [Int: Decoding] = [:]
    // Where doubtful crops are looked at again, pictures wait for their text, and those of doubtful ones for the end.
    var waiting: [Int: Image] = [:]
    var doubtful: [(index: Int, image: Image, text: RecognizedText)] = []
    // Crops that may lie in several ways wait for their readings.
    var ambiguous: [Int: OrientedReadings] = [:]
    func recognize() {
      func keep(_ index: Int, _ reading: RecognizedText) {
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
          store(index, .success(confidence.judged(text)))
        }
      }
      recognizeGathered(session, decoding: { decodings[$0] }, store: keep)
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
        let (image, decoding) = try load(index, session.imageDecoder)
        decodings[index] = decoding
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
      let agreed = lookAgain(
        at: crop.image, first: crop.text, decoding: decodings[crop.index], session: session)
      store(crop.index, .success(confidence.judged(agreed)))
    }
  }

  /// Reads a crop in other views, and says what they agree on.
  private func lookAgain(
    at image: Image, first: RecognizedText, decoding: Decoding?, session: RecognitionSession
  ) -> RecognizedText {
    let image = image.turned(to: first.orientation.inverse)
    var readings = [first]
    func recognize() {
      recognizeGathered(session, decoding: { _ in decoding }, store: { readings.append($1) })
    }
    for look in SecondLook.all {
      let view = look.view(of: image, model.scaling)
      let limited = min(view.width, Self.maximumWidth)
      if !session.gatherer.hasRoom(forWidth: limited) { recognize() }
      session.gatherer.add(
        view.image, area: view.area, orientation: first.orientation, index: readings.count, width: limited)
    }
    recognize()
    return SecondLook.agreed(readings, limit: self.decoding.candidates)
  }

  /// Reads the crops that the session has gathered, side by side in one strip.
  /// - Parameter decoding: of the crop of that number; nil for the recogniser's own.
  private func recognizeGathered(
    _ session: RecognitionSession, decoding own: (_ index: Int) -> Decoding?,
    store: (Int, RecognizedText) -> Void
  ) {
    let gatherer = session.gatherer
    guard !gatherer.crops.isEmpty else { return }
    gatherer.layOut()
    let logits = model.network.run(gatherer.strip, session: session.network)
    for (item, crop) in gatherer.crops.enumerated() {
      let columns = logits.layout.widths[item]
      func decode(_ decoder: inout any ColumnDecoder) -> [DecodedText] {
        decoder.decode(logits: logits.item(item), columns: columns, symbols: logits.channels)
        return decoder.candidates
      }
      // In place: the session's decoder keeps its memory.
      var texts: [DecodedText]
      if var decoder = own(crop.index)?.makeDecoder(symbolCount: logits.channels) {
        texts = decode(&decoder)
      } else {
        texts = decode(&session.decoder)
      }
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
