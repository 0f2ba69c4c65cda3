import LegibleImages

extension Recognizer {
  /// Reads a stream of crops, and gives their texts in the same order.
  ///
  ///     for try await text in recognizer.recognize(frames) { print(text.text) }
  ///
  /// Crops that have come are read at once, up to 16 for each thread; nobody waits for a batch to be full. A caller
  /// that is slower than the stream makes it wait: at most 49 crops for each thread are drawn from it before their
  /// texts are taken. Reading begins with the first text that is asked for, and ends when the loop is left or its task
  /// is cancelled. The stream ends, or throws, as `images` does, after the texts of all crops before.
  ///
  /// Reading keeps one of the tasks' threads busy, and helpers of the library's own beside it.
  /// - Parameter threads: at most so many read at once; by default one for each processor.
  public func recognize<Images: AsyncSequence & Sendable>(
    _ images: Images, threads: Int = Recognizer.defaultThreads
  ) -> some AsyncSequence<RecognizedText, Images.Failure> & Sendable where Images.Element == Image {
    RecognitionStream(crops: images, batchSize: threads * CropGatherer.limit) {
      self.recognize($0, threads: threads)
    }
  }

  /// Reads the image files of a stream of paths, and gives their texts in the same order, as ``recognize(_:threads:)``
  /// does with images. A file that cannot be read is reported in its place, and the stream goes on.
  /// - Parameter threads: at most so many read at once; by default one for each processor.
  public func recognize<Paths: AsyncSequence & Sendable>(
    paths: Paths, threads: Int = Recognizer.defaultThreads, limits: ImageLimits = .default
  ) -> some AsyncSequence<Result<RecognizedText, ImageError>, Paths.Failure> & Sendable
  where Paths.Element == String {
    RecognitionStream(crops: paths, batchSize: threads * CropGatherer.limit) { paths in
      var results: [Result<RecognizedText, ImageError>] = []
      self.recognize(paths: paths, threads: threads, limits: limits) { results.append($1) }
      return results
    }
  }
}
