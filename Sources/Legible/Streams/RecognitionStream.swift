/// Reads a stream of crops as they come, and gives what it has read in their order.
///
/// Three tasks work at once: one draws crops from the stream, one reads those that have come, and the caller's uses
/// what was read. A queue stands between each two, so a slow source is waited for crop by crop, a fast one is read in
/// batches, and a slow caller makes the source wait.
struct RecognitionStream<Crops: AsyncSequence & Sendable, Output: Sendable>: AsyncSequence, Sendable
where Crops.Element: Sendable {
  typealias Element = Output
  typealias Failure = Crops.Failure

  let crops: Crops
  /// Crops that are read at once, at most, and elements that each queue holds.
  let batchSize: Int
  /// Reads crops: as many results, in their order.
  let recognize: @Sendable ([Crops.Element]) -> [Output]

  func makeAsyncIterator() -> Iterator { Iterator(pipeline: Pipeline(self)) }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate let pipeline: Pipeline

    mutating func next() async throws(Failure) -> Output? { try await next(isolation: nil) }

    mutating func next(isolation actor: isolated (any Actor)?) async throws(Failure) -> Output? {
      try await pipeline.next()
    }
  }

  /// The tasks of one pass over the stream. They end with the stream, and otherwise when the iterator goes.
  fileprivate final class Pipeline: Sendable {
    private let waiting: BoundedQueue<Crops.Element, Failure>
    private let ready: BoundedQueue<Output, Failure>
    private let tasks: [Task<Void, Never>]

    init(_ stream: RecognitionStream) {
      let waiting = BoundedQueue<Crops.Element, Failure>(capacity: stream.batchSize)
      let ready = BoundedQueue<Output, Failure>(capacity: stream.batchSize)
      (self.waiting, self.ready) = (waiting, ready)
      let drawing = Task {
        do throws(Failure) {
          var crops = stream.crops.makeAsyncIterator()
          while let crop = try await crops.next(isolation: nil) {
            guard await waiting.put(crop) else { return }
          }
          waiting.finish(.success(()))
        } catch {
          waiting.finish(.failure(error))
        }
      }
      let reading = Task {
        do throws(Failure) {
          while true {
            let crops = try await waiting.take(upTo: stream.batchSize)
            if crops.isEmpty { break }
            for output in stream.recognize(crops) {
              guard await ready.put(output) else { return }
            }
          }
          ready.finish(.success(()))
        } catch {
          ready.finish(.failure(error))
        }
      }
      tasks = [drawing, reading]
    }

    deinit { stop() }

    /// The next result; nil at the end, and where the caller's task is cancelled.
    func next() async throws(Failure) -> Output? {
      let result = await withTaskCancellationHandler { () -> Result<Output?, Failure> in
        do throws(Failure) {
          return .success(try await ready.take(upTo: 1).first)
        } catch {
          return .failure(error)
        }
      } onCancel: {
        stop()
      }
      return try result.get()
    }

    private func stop() {
      waiting.abandon()
      ready.abandon()
      for task in tasks { task.cancel() }
    }
  }
}
