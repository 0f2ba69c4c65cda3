import LegibleLayers
import LegibleTensors

extension LayerCase {
  /// Compares the backward pass with central differences of `dot(output, random cotangent)`: every element of the
  /// input's gradient and of the parameters' gradients, or a seeded sample of 300 where an array is larger.
  ///
  /// With D(h) = (L(x + h) - L(x - h)) / 2h, the combination (4 D(h) - D(2h)) / 3 is exact up to h^4 f'''''/30 (Richardson's
  /// extrapolation). At h = 0.02 that is below 1e-6 for the functions here. What is left is the rounding of the outputs:
  /// a few hundred of about size 1, each off by some 4e-7 either way, give 7e-6 in L and at most 5e-4 in the result.
  /// A wrong term shows as an error of the gradients' own size, around 1.
  ///
  /// - Returns: the first disagreement, or nil.
  package func gradientMismatch(widths: [Int], step: Float = 0.02) -> String? {
    let input = input(widths)
    let cotangent = cotangent(input: input)
    let run = LayerRun(make())
    _ = run.train(input, cotangent)
    let inputGradient = run.inputGradient.copy()

    func loss() -> Double { run.forward(input).dot(cotangent) }

    func derivative(_ place: UnsafeMutablePointer<Float>) -> Double {
      let value = place.pointee
      defer { place.pointee = value }
      func difference(_ h: Float) -> Double {
        place.pointee = value + h
        let (upper, above) = (place.pointee, loss())
        place.pointee = value - h
        let (lower, below) = (place.pointee, loss())
        // The steps that were taken: adding h is rounded too.
        return (above - below) / Double(upper - lower)
      }
      return (4 * difference(step) - difference(2 * step)) / 3
    }

    func mismatch(
      _ name: String, _ places: [Int], _ values: UnsafeMutablePointer<Float>,
      _ gradients: UnsafeMutablePointer<Float>
    ) -> String? {
      var random = RandomSource(seed: 9)
      let largest = places.map { abs(gradients[$0]) }.max() ?? 0
      for place in places.count <= 300 ? places[...] : places.shuffled(using: &random).prefix(300) {
        let expected = derivative(values + place)
        let tolerance = 1e-3 * Double(max(1, largest))
        if !(abs(Double(gradients[place]) - expected) <= tolerance) {
          return "\(name)[\(place)] has gradient \(gradients[place]), not \(expected) within \(tolerance)"
        }
      }
      return nil
    }

    var places: [Int] = []
    input.forEachElement { places.append($0) }
    if let found = mismatch("input", places, input.base, inputGradient.base) { return found }
    for parameter in run.layer.parameters where parameter.kind != .statistic {
      let gradients = FloatBuffer(count: parameter.count)
      gradients.base.update(from: parameter.gradient.base, count: parameter.count)
      if let found = mismatch(
        parameter.name, Array(0..<parameter.count), parameter.value.base, gradients.base)
      {
        return found
      }
    }
    return nil
  }
}
