import LegibleLanguage
import LegibleModels
import LegibleSynthesis

// A checkpoint that Legible wrote is sound. One that was edited, its checksum computed anew, may say anything.

extension Checkpoint.Header {
  /// Why no run can go on from this, as the end of a sentence that begins with "its"; nil where one can.
  func fault() -> String? {
    do {
      let spec = try NetworkSpec(parsing: self.spec)
      let symbols = try Alphabet(alphabet).symbolCount
      guard symbols == spec.symbolCount else {
        return "network has \(spec.symbolCount) outputs, its alphabet and the blank \(symbols)"
      }
    } catch {
      return "network or alphabet is none: \(error)"
    }
    return options.fault() ?? recipe.fault() ?? state.fault()
  }
}

extension TrainingOptions {
  /// What the options may be; the command asks for the same.
  package static let batchSizes = 1...4096
  /// Also of the warm-up and between reports.
  package static let stepCounts = 1...1_000_000_000_000
  package static let minuteCounts = Double.leastNonzeroMagnitude...1e9
  package static let learningRates = Float.leastNonzeroMagnitude...1

  fileprivate func fault() -> String? {
    firstFault([
      ("batchSize", batchSize, Self.batchSizes ~= batchSize),
      ("learningRate", learningRate, Self.learningRates ~= learningRate),
      ("warmupSteps", warmupSteps, 0...Self.stepCounts.upperBound ~= warmupSteps),
      ("finalRateShare", finalRateShare, 0...1 ~= finalRateShare),
      ("weightDecay", weightDecay, 0...1 ~= weightDecay),
      ("clippingNorm", clippingNorm, clippingNorm > 0 && clippingNorm.isFinite),
      ("averageDecay", averageDecay, 0..<1 ~= averageDecay),
      ("steps", steps ?? 1, Self.stepCounts ~= steps ?? 1),
      ("minutes", minutes ?? 1, Self.minuteCounts ~= minutes ?? 1),
      ("patience", patience ?? 1, Self.stepCounts ~= patience ?? 1),
      ("stepsPerReport", stepsPerReport, Self.stepCounts ~= stepsPerReport),
      (
        "secondsPerCheckpoint", secondsPerCheckpoint,
        secondsPerCheckpoint >= 0 && secondsPerCheckpoint.isFinite
      ),
    ])
  }
}

extension TrainingRecipe {
  fileprivate func fault() -> String? {
    if syntheticShare > 0, synthesis == nil {
      return "recipe has synthetic crops and nothing to make them from"
    }
    return firstFault([
      ("syntheticShare", syntheticShare, 0...1 ~= syntheticShare),
      ("augmentation", augmentation, 0...1 ~= augmentation),
      ("inversion", inversion, 0...1 ~= inversion),
    ]) ?? synthesis?.fault()
  }
}

extension SynthesisOptions {
  fileprivate func fault() -> String? {
    let shares = [
      texts.words, texts.names, texts.numbers, texts.prices, texts.dates, texts.times, texts.phoneNumbers,
      texts.addresses, texts.codes, texts.randomStrings,
    ]
    return firstFault([
      ("texts", shares, shares.allSatisfy { 0...1e6 ~= $0 } && shares.contains { $0 > 0 }),
      ("lineShare", lineShare, 0...1 ~= lineShare),
      ("maximumLength", maximumLength, 1...1000 ~= maximumLength),
      ("plainShare", plainShare, 0...1 ~= plainShare),
      ("height", height, height.lowerBound >= 8 && height.upperBound <= 512),
      ("threads", threads, 1...1024 ~= threads),
    ])
  }
}

extension TrainingState {
  fileprivate func fault() -> String? {
    let counts = 0...TrainingOptions.stepCounts.upperBound
    return firstFault([
      ("step", step, counts ~= step),
      ("seconds", seconds, 0...1e12 ~= seconds),
      ("bestExact", bestExact ?? 0, 0...1 ~= bestExact ?? 0),
      ("bestOneMinusNED", bestOneMinusNED ?? 0, 0...1 ~= bestOneMinusNED ?? 0),
      ("reportsSinceBest", reportsSinceBest, counts ~= reportsSinceBest),
      ("interval.steps", interval.steps, counts ~= interval.steps),
      ("interval.loss", interval.loss, interval.loss.isFinite),
      ("interval.gradientNorm", interval.gradientNorm, interval.gradientNorm.isFinite),
      ("interval.rate", interval.rate, interval.rate.isFinite),
      ("interval.infeasible", interval.infeasible, counts ~= interval.infeasible),
    ])
  }
}

private func firstFault(_ checks: [(name: String, value: Any, isSound: Bool)]) -> String? {
  checks.first { !$0.isSound }.map { "\($0.name) is \($0.value), which no run has" }
}
