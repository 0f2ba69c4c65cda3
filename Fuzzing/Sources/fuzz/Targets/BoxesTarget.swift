import LegibleTraining

/// The boxes of a data set's characters.
struct BoxesTarget: FuzzTarget {
  static let name = "boxes"
  static let dictionary = [
    "\"path\":", "\"text\":", "\"characters\":", "\"character\":", "\"box\":", "1e999", "-1", "null",
  ]

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder(Self.name) }

  static func seeds() -> [[UInt8]] {
    [
      #"{"path":"a.png","text":"é!","characters":["#
        + #"{"character":"é","box":[-1,2.5,3,4]},{"character":"!","box":[2,2,0,0]}]}"# + "\n",
      #"{"path":"b.png","text":"","characters":[]}"#,
    ].map { Array($0.utf8) }
  }

  func run(_ input: UnsafeRawBufferPointer) {
    defer { folder.remove(BoxesFile.name) }
    do { _ = try folder.file(BoxesFile.name, Array(input)) } catch {
      fatalError("no room for the input: \(error)")
    }
    guard let file = try? BoxesFile(ofDataset: folder.path) else { return }
    for box in file.boxes.values.joined() {
      precondition(box.x.isFinite && box.width >= 0 && box.height >= 0, "a box without a place: \(box)")
    }
  }
}
