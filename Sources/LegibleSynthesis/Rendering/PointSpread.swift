import LegibleSystem

/// What becomes of a point in a picture that is out of focus or taken in movement: weights that sum to 1 at
/// whole distances.
struct PointSpread {
  var taps: [(dx: Int, dy: Int, weight: Float)]

  /// Weights about the middle, `[2 * reach + 1, 2 * reach + 1]`, of any sum above 0.
  private init(reach: Int, weights: [Float]) {
    let side = 2 * reach + 1
    let sum = weights.reduce(0, +)
    taps = weights.indices.filter { weights[$0] > 0 }.map { index in
      (index % side - reach, index / side - reach, weights[index] / sum)
    }
  }

  /// A disc, as of an open lens; its edge is a pixel soft.
  static func disc(radius: Float) -> PointSpread {
    let reach = Int(radius.rounded(.up))
    var weights: [Float] = []
    for y in -reach...reach {
      for x in -reach...reach {
        let distance = Float(x * x + y * y).squareRoot()
        weights.append(min(max(radius + 0.5 - distance, 0), 1))
      }
    }
    return PointSpread(reach: reach, weights: weights)
  }

  /// A straight line through the middle, pixels and radians.
  static func line(length: Float, angle: Float) -> PointSpread {
    let reach = Int((length / 2).rounded(.up)) + 1
    let side = 2 * reach + 1
    var weights = [Float](repeating: 0, count: side * side)
    let steps = max(2, Int((2 * length).rounded(.up)))
    for step in 0...steps {
      let along = length * (Float(step) / Float(steps) - 0.5)
      // Each point of the line is shared among the four pixels about it.
      let (x, y) = (along * cos(angle), along * sin(angle))
      let (left, top) = (x.rounded(.down), y.rounded(.down))
      for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let weight = (1 - abs(x - left - Float(dx))) * (1 - abs(y - top - Float(dy)))
        weights[(Int(top) + dy + reach) * side + Int(left) + dx + reach] += weight
      }
    }
    return PointSpread(reach: reach, weights: weights)
  }
}
