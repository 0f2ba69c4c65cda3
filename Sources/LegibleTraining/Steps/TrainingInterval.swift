/// What a report sums up.
struct TrainingInterval: Codable, Sendable, Equatable {
  var steps = 0
  var loss = 0.0
  var gradientNorm = 0.0
  var rate: Float = 0
  var infeasible = 0

  mutating func add(_ step: TrainingStep) {
    steps += 1
    loss += step.loss
    gradientNorm += step.gradientNorm
    rate = step.learningRate
    infeasible += step.infeasible
  }
}
