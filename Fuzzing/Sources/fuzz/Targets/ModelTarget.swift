import Legible
import LegibleFiles
import LegibleImages
import LegibleModels

/// A model file, of floats or of int8, and a small crop read with it if it opens.
struct ModelTarget: FuzzTarget {
  static let name = "model"
  static let dictionary = [
    "__metadata__", "formatVersion", "networkSpec", "alphabet", "classes", "laysFlat", "preprocessing",
    "precision", "int8",
    "float32",
    "data_offsets", "shape", "dtype", "F32", "I8", "I32", "stretching", "margin", "height", "mean", "scale",
  ]

  private let folder: ScratchFolder
  private let crop = Image(width: 12, height: 8, pixels: (0..<96).map { UInt8($0 * 5 % 256) })

  init() throws { folder = try ScratchFolder(Self.name) }

  static func seeds() throws -> [[UInt8]] {
    let folder = try ScratchFolder("seeds")
    let path = joinPath(folder.path, "model")
    let vocabulary = try tinyModel().vocabulary
    return try [
      "[1,8,0,1 Cbr3,3,2 Mp2,2 S1(1x0)1,3 Lbx2 O1c3]", "[1,8,0,1 Cr3,3,2 Mp8,2 S1(1x0)1,3 Fl2 O1c3]",
      "[1,8,0,1 Cvr3,3,4 Rr[Cbr3,3,4 Cl3,3,4] Mp6,2 S1(1x0)1,3 Lfx4 O1c3]",
    ]
    .flatMap { spec in
      let network = Network(try NetworkSpec(parsing: spec))
      network.initialize(seed: 1)
      try Model(network: network, vocabulary: vocabulary).write(to: path)
      let float = try [UInt8](contentsOf: path, limit: 1 << 20)
      let quantized = QuantizedModel(
        network: try Calibration(network).quantizedNetwork(), vocabulary: vocabulary)
      try quantized.write(to: path)
      return [float, try [UInt8](contentsOf: path, limit: 1 << 20)]
    }
  }

  func run(_ input: UnsafeRawBufferPointer) {
    var bytes = Array(input)
    repairChecksum(&bytes)
    guard let path = try? folder.file("model", bytes) else { fatalError("no room for the input") }
    guard let recognizer = try? Recognizer(contentsOf: path) else { return }
    let (first, second) = (recognizer.recognize(crop), recognizer.recognize(crop))
    precondition(first.text == second.text, "read in two ways")
  }
}
