import LegibleFiles
import LegibleModels
import LegibleTraining

/// What a checkpoint says of its run, JSON in the metadata of a file that is sound otherwise.
struct CheckpointTarget: FuzzTarget {
  static let name = "checkpoint"
  static let dictionary = [
    "\"version\":", "\"spec\":", "\"alphabet\":", "\"options\":", "\"state\":", "\"data\":", "null", "1e999",
  ]

  private let folder: ScratchFolder
  private let sources: [SafeTensors.Source]

  private struct NoSource: CropSource {
    struct None: Error {}
    func makeReader() throws -> any CropReader { throw None() }
  }

  private static func sound(_ folder: ScratchFolder) throws -> SafeTensors {
    let path = joinPath(folder.path, "sound")
    let trainer = Trainer(try tinyModel(), source: NoSource(), options: TrainingOptions(), threads: 1)
    try Checkpoint.write(trainer, data: DataFingerprint(), to: path)
    return try SafeTensors(contentsOf: path)
  }

  init() throws {
    folder = try ScratchFolder(Self.name)
    let file = try Self.sound(folder)
    sources = file.tensors.map { tensor in
      .init(tensor.name, tensor.element, shape: tensor.shape, bytes: file.withBytes(of: tensor) { Array($0) })
    }
  }

  static func seeds() throws -> [[UInt8]] {
    [Array((try sound(ScratchFolder("seeds")).metadata["checkpoint"] ?? "").utf8)]
  }

  func run(_ input: UnsafeRawBufferPointer) {
    let path = joinPath(folder.path, "checkpoint")
    let text = String(decoding: input, as: UTF8.self)
    guard (try? SafeTensors.write(sources, metadata: ["checkpoint": text], to: path)) != nil else { return }
    guard let checkpoint = try? Checkpoint(contentsOf: path), let model = try? checkpoint.model() else {
      return
    }
    let trainer = Trainer(model, source: NoSource(), options: checkpoint.header.options, threads: 1)
    try? checkpoint.restore(trainer)
  }
}
