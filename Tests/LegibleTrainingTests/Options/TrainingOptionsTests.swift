import Foundation
import LegibleSynthesis
import LegibleTraining
import Testing

@Suite struct TrainingOptionsTests {
  /// Options of a run that could begin, with a value for each that may be left out.
  private func options() -> TrainingOptions {
    var options = TrainingOptions()
    options.datasets = ["crops"]
    options.synthesis = SynthesisOptions(folder: "nowhere")
    options.start = "model"
    options.alphabet = "ab"
    options.stretching = .narrow(aspect: 4, share: 0.5)
    options.epochs = 3
    options.steps = 1000
    options.minutes = 5
    options.patience = 4
    options.clippingValue = 2
    (options.forgetBias, options.updateBias) = (1, 0)
    return options.settled(cropsPerEpoch: 100)
  }

  private func error(_ change: (inout TrainingOptions) -> Void) -> String? {
    var options = options()
    change(&options)
    do throws(TrainingOptionsError) {
      try options.check()
      return nil
    } catch {
      return error.description
    }
  }

  /// Every number is in the table, so that none is without limits, and no row names what is not there.
  @Test func theTableHasARowForEveryOptionThatIsANumber() throws {
    #expect(error { _ in } == nil)
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(options()))
    let numbers = try #require(json as? [String: Any]).filter { $0.value is NSNumber }.map(\.key)
    // JSON's decoder makes numbers of yes and no, too.
    let flags = Mirror(reflecting: options()).children.filter { $0.value is Bool }.compactMap(\.label)
    #expect(Set(TrainingOptions.table.map(\.name)) == Set(numbers).subtracting(flags))
  }

  @Test func everyOptionIsRefusedOutsideItsLimits() {
    func check<Value>(
      _ path: WritableKeyPath<TrainingOptions, Value>, _ values: [Value], _ name: String, _ limits: String
    ) {
      for value in values {
        let given = (value as Any?).map { "\($0)" } ?? ""
        #expect(error { $0[keyPath: path] = value } == "\(name) is \(given); it is \(limits)")
      }
      checked.insert(name)
    }
    func check<Value>(
      optional path: WritableKeyPath<TrainingOptions, Value?>, _ values: [Value], _ name: String,
      _ limits: String
    ) {
      for value in values {
        #expect(error { $0[keyPath: path] = value } == "\(name) is \(value); it is \(limits)")
      }
      checked.insert(name)
    }
    var checked: Set = ["seed"]
    let number = "a number from 1 to a trillion"
    let nan = Float.nan
    check(\.syntheticShare, [-0.1, 1.1, nan], "syntheticShare", "a share from 0 to 1")
    check(\.augmentation, [-0.1, 1.1, nan], "augmentation", "a strength from 0 to 1")
    check(\.inversion, [-0.1, 1.1, nan], "inversion", "a probability from 0 to 1")
    check(optional: \.epochs, [0, -1, 1e7, .nan], "epochs", "above 0 and at most a million")
    check(optional: \.steps, [0, -1, .max], "steps", number)
    check(optional: \.minutes, [0, -1, 1e10, .infinity, .nan], "minutes", "above 0 and at most a billion")
    check(optional: \.patience, [0, -1, .max], "patience", number)
    check(\.batchSize, [0, -1, 4097], "batchSize", "a number from 1 to 4096")
    check(\.learningRate, [0, -1, 1.1, nan], "learningRate", "above 0 and at most 1")
    check(optional: \.warmupSteps, [-1, .max], "warmupSteps", "a number of steps, 0 to a trillion")
    check(\.finalRateShare, [-0.1, 1.1, nan], "finalRateShare", "a share from 0 to 1")
    check(\.weightDecay, [-0.1, 1.1, nan], "weightDecay", "a number from 0 to 1")
    check(\.clippingNorm, [0, -1, .infinity, .nan], "clippingNorm", "a number above 0")
    check(optional: \.clippingValue, [0, -1, .infinity, .nan], "clippingValue", "a number above 0")
    check(optional: \.forgetBias, [-101, 101, .nan], "forgetBias", "a number from -100 to 100")
    check(optional: \.updateBias, [-101, 101, .nan], "updateBias", "a number from -100 to 100")
    check(\.averageDecay, [-0.1, 1, nan], "averageDecay", "from 0 up to, not including, 1")
    check(optional: \.stepsPerReport, [0, -1, .max], "stepsPerReport", number)
    check(
      \.secondsPerCheckpoint, [-1, .infinity, .nan], "secondsPerCheckpoint", "a number, 0 or more")
    // Follows from others; `CheckpointTests` has it.
    checked.insert("stepsOfEpochs")
    #expect(checked == Set(TrainingOptions.table.map(\.name)))
  }

  @Test func optionsThatContradictEachOtherAreRefused() {
    #expect(
      error { $0.network = "small" } == "the model to start from brings its own network: leave network out")
    #expect(
      error { $0.datasets = [] } == "nothing to train on: give data sets, or a syntheticShare of 1")
    #expect(
      error { $0.syntheticShare = 1 }
        == "with a syntheticShare of 1 the data sets are not used: leave them out, or give a lower share")
    #expect(
      error {
        $0.syntheticShare = 1
        $0.datasets = []
      } == "synthetic crops have no end, so there are no epochs: give steps or minutes")
    #expect(
      error {
        $0.syntheticShare = 1
        $0.datasets = []
        ($0.epochs, $0.steps, $0.minutes) = (nil, nil, nil)
      } == "synthetic crops have no end: give steps or minutes")
    #expect(
      error {
        $0.syntheticShare = 0.5
        $0.synthesis = nil
      } == "synthetic crops need fonts: say with synthesis where they are")
    #expect(error { $0.stretching = .narrow(aspect: 0, share: 1) }?.hasPrefix("stretching is ") == true)
  }

  @Test func whatFollowsFromTheDataIsFilledIn() {
    var options = TrainingOptions()
    options.epochs = 3
    // 3 passes over 1000 crops in steps of 64.
    var settled = options.settled(cropsPerEpoch: 1000)
    #expect((settled.stepsOfEpochs, settled.lastStep) == (47, 47))
    #expect((settled.warmupSteps, settled.stepsPerReport) == (4, 4))
    #expect(settled.settled(cropsPerEpoch: 1000) == settled)
    #expect(settled.settled() == settled)
    // The first of both ends the run.
    options.steps = 30
    #expect(options.settled(cropsPerEpoch: 1000).lastStep == 30)
    options.steps = 100_000
    #expect(options.settled(cropsPerEpoch: 1000).lastStep == 47)
    options.epochs = nil
    settled = options.settled(cropsPerEpoch: 1000)
    #expect((settled.stepsOfEpochs, settled.lastStep) == (nil, 100_000))
    #expect((settled.warmupSteps, settled.stepsPerReport) == (400, 500))
    // What was asked for is kept.
    (options.warmupSteps, options.stepsPerReport) = (0, 7)
    settled = options.settled(cropsPerEpoch: nil)
    #expect((settled.warmupSteps, settled.stepsPerReport) == (0, 7))
  }
}
