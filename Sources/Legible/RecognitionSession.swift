import LegibleCTC
import LegibleImages
import LegibleModels

/// What one thread needs to read crops, used again by every batch.
final class RecognitionSession: @unchecked Sendable {
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
