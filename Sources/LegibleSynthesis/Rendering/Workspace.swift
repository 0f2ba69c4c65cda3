import CFreeType

/// Memory that a renderer keeps between crops. What is in it never outlives a crop: every plane is written
/// before it is read.
final class Workspace {
  private(set) var capacity: Int
  private var planes: [UnsafeMutablePointer<Float>] = []
  private(set) var coverage: UnsafeMutablePointer<UInt8>
  private(set) var secondCoverage: UnsafeMutablePointer<UInt8>
  private(set) var panelCoverage: UnsafeMutablePointer<UInt8>
  private var vectors: [FT_Vector] = []

  static let planeCount = 4

  init(capacity: Int = 1 << 14) {
    self.capacity = capacity
    planes = (0..<Self.planeCount).map { _ in .allocate(capacity: capacity) }
    coverage = .allocate(capacity: capacity)
    secondCoverage = .allocate(capacity: capacity)
    panelCoverage = .allocate(capacity: capacity)
  }

  deinit { release() }

  private func release() {
    for plane in planes { plane.deallocate() }
    coverage.deallocate()
    secondCoverage.deallocate()
    panelCoverage.deallocate()
  }

  func reserve(_ pixels: Int) {
    guard pixels > capacity else { return }
    release()
    capacity = max(pixels, 2 * capacity)
    planes = (0..<Self.planeCount).map { _ in .allocate(capacity: capacity) }
    coverage = .allocate(capacity: capacity)
    secondCoverage = .allocate(capacity: capacity)
    panelCoverage = .allocate(capacity: capacity)
  }

  /// Plane 0 is the crop; the others are scratch.
  func plane(_ index: Int, width: Int, height: Int) -> Plane {
    precondition(width * height <= capacity, "workspace: \(width)x\(height) is larger than reserved")
    return Plane(width: width, height: height, base: planes[index])
  }

  /// Fills an outline, whose points are in pixels with y upwards from the bottom row, into a coverage map,
  /// top row first. Returns false where FreeType refuses (an outline it holds for malformed).
  func fill(
    _ outline: inout TextOutline, bolder: Float, into coverage: UnsafeMutablePointer<UInt8>, width: Int,
    height: Int, library: FontLibrary
  ) -> Bool {
    coverage.update(repeating: 0, count: width * height)
    let count = outline.x.count
    guard count > 0 else { return true }
    if vectors.count < count { vectors = Array(repeating: FT_Vector(), count: max(count, 2 * vectors.count)) }
    return vectors.withUnsafeMutableBufferPointer { vectors in
      outline.x.withUnsafeBufferPointer { xs in
        outline.y.withUnsafeBufferPointer { ys in
          for index in 0..<count {
            vectors[index].x = Int(xs[index] * 64)
            vectors[index].y = Int(ys[index] * 64)
          }
        }
      }
      return outline.tags.withUnsafeMutableBufferPointer { tags in
        outline.ends.withUnsafeMutableBufferPointer { ends in
          legible_fill_outline(
            library.handle, vectors.baseAddress, tags.baseAddress, Int32(count), ends.baseAddress,
            Int32(ends.count), Int(bolder * 64), coverage, Int32(width), Int32(height)) == 0
        }
      }
    }
  }
}
