import LegibleImages
import LegibleSynthesis

/// What a run trains on, what it trains, and how. All of it goes into checkpoints, so that a resumed run is
/// the same run.
///
/// What may change when a run goes on: when it ends (`epochs`, `steps`, `minutes`, `patience`), when it reports
/// and saves (`stepsPerReport`, `secondsPerCheckpoint`), what it is measured on (`validation`, unless its crops
/// are held out), and where its data lies. Everything else is fixed, because it decides the arithmetic of the
/// steps; `TrainingPlan(resuming:checkpoint:changing:)` refuses it by name.
///
/// A new option is a property here, a row in `table` where it has limits or belongs into records, and the
/// place that uses it.
public struct TrainingOptions: Codable, Sendable, Equatable {
  // MARK: Crops

  /// Data sets to train on, as `Dataset(path:)` opens them. May be empty where everything is synthetic.
  public var datasets: [String] = []
  /// Data sets to validate on. Where there are none, crops are held out: of the data sets, or synthetic ones.
  public var validation: [String] = []
  /// Share of synthetic crops, `0...1`.
  public var syntheticShare: Float = 0
  /// Whether crops are used whose files have lost pixels, as far as they go.
  public var allowsDamage = false
  /// What synthetic crops are made from; nil without any. They are written with the characters of the run's
  /// alphabet.
  public var synthesis: SynthesisOptions?
  /// Whether each crop is turned by no, one, two or three quarters at random, and how it lies
  /// (`TextOrientation`) is its label, whatever the data says: for networks that give classes. Nil for not, so that
  /// checkpoints of runs without it stay what they were.
  public var turned: Bool?
  /// Strength of the distortions of labelled crops, `0...1`.
  public var augmentation: Float = 0.5
  /// Probability that a labelled crop turns into its negative, `0...1`.
  public var inversion: Float = 0

  // MARK: Model

  /// The model file whose weights the run starts from; nil for a random start.
  public var start: String?
  /// A preset or a spec in VGSL, whose output layer may be left out; nil for the network of `start`, or else
  /// `small`.
  public var network: String?
  /// The characters that the model can write; nil for those of `start` and of the labels, and, with synthetic
  /// crops and without `start`, printable ASCII.
  public var alphabet: String?
  /// The last of the layers that keep the weights of `start`: its number from 1, or what its word in the network's
  /// spec begins with (`C`: all layers up to the last convolution); nil where all are trained.
  public var frozen: String?
  /// How narrow crops become wider, a part of the model; nil for the rule of `start`, or else 4 to 1 by a
  /// half.
  public var stretching: Stretching?

  /// What the recurrent layers' weights start as; nil for uniform ones.
  public var recurrentStart: RecurrentWeights?
  /// What the biases of LSTMs' forget gates and of GRUs' update gates start as; nil for 1 and 0.
  public var forgetBias: Float?
  public var updateBias: Float?

  // MARK: Course

  /// End after so many passes over the labelled crops, the synthetic ones between them. Where no length is
  /// given, 30.
  public var epochs: Double?
  /// End after so many steps.
  public var steps: Int?
  /// End after so many minutes, counted over all resumed parts. The schedule then follows the clock, and a
  /// second run is like the first but not the same bits.
  public var minutes: Double?
  /// End after so many reports without a better validation.
  public var patience: Int?
  /// Crops in a step.
  public var batchSize = 64
  /// Highest learning rate.
  public var learningRate: Float = 2e-3
  /// Steps until the rate is at its highest; nil for 400, at most a tenth of the run.
  public var warmupSteps: Int?
  /// Learning rate at the end, as a share of the highest. The rate is a function of the step and of the run's
  /// end: a run whose end is moved when it goes on follows the schedule of its new length from there.
  public var finalRateShare: Float = 0.01
  public var weightDecay: Float = 0.01
  /// Limit of the gradients' norm.
  public var clippingNorm: Double = 5
  /// Limit of each number of the gradients, before that of their norm; nil for none.
  public var clippingValue: Float?
  /// Weight of the past in the moving average that is saved as the model.
  public var averageDecay: Float = 0.999
  /// Steps from one report, with its validation, to the next; nil for 500, at most a tenth of the run.
  public var stepsPerReport: Int?
  /// Seconds from one checkpoint to the next.
  public var secondsPerCheckpoint: Double = 300
  public var seed: UInt64 = 1

  /// Steps that `epochs` come to; known once the data is.
  public internal(set) var stepsOfEpochs: Int?

  public init() {}

  /// What is accepted of the files of crops.
  package var imageLimits: ImageLimits { ImageLimits(allowsDamage: allowsDamage) }
}

extension TrainingOptions {
  /// What values the options may have and how records name them; in the order of records. Options that may
  /// have any value and are in no record have no row.
  package static let table: [TrainingOption] = [
    TrainingOption("syntheticShare", \.syntheticShare, "a share from 0 to 1", record: "synthetic share") {
      0...1 ~= $0
    },
    TrainingOption("augmentation", \.augmentation, "a strength from 0 to 1") { 0...1 ~= $0 },
    TrainingOption("inversion", \.inversion, "a probability from 0 to 1") { 0...1 ~= $0 },
    TrainingOption("forgetBias", \.forgetBias, "a number from -100 to 100", record: "forget bias") {
      -100...100 ~= $0
    },
    TrainingOption("updateBias", \.updateBias, "a number from -100 to 100", record: "update bias") {
      -100...100 ~= $0
    },
    TrainingOption("epochs", \.epochs, "above 0 and at most a million") { $0 > 0 && $0 <= 1e6 },
    TrainingOption("steps", \.steps, "a number from 1 to a trillion") { 1...stepLimit ~= $0 },
    TrainingOption("stepsOfEpochs", \.stepsOfEpochs, "a number from 1 to a trillion") { 1...stepLimit ~= $0 },
    TrainingOption("minutes", \.minutes, "above 0 and at most a billion") { $0 > 0 && $0 <= 1e9 },
    TrainingOption("patience", \.patience, "a number from 1 to a trillion") { 1...stepLimit ~= $0 },
    TrainingOption("batchSize", \.batchSize, "a number from 1 to 4096", record: "batch size") {
      1...4096 ~= $0
    },
    TrainingOption("learningRate", \.learningRate, "above 0 and at most 1", record: "learning rate") {
      $0 > 0 && $0 <= 1
    },
    TrainingOption("warmupSteps", \.warmupSteps, "a number of steps, 0 to a trillion") {
      0...stepLimit ~= $0
    },
    TrainingOption("finalRateShare", \.finalRateShare, "a share from 0 to 1") { 0...1 ~= $0 },
    TrainingOption("weightDecay", \.weightDecay, "a number from 0 to 1") { 0...1 ~= $0 },
    TrainingOption("clippingNorm", \.clippingNorm, "a number above 0", record: "clipping norm") {
      $0 > 0 && $0.isFinite
    },
    TrainingOption("clippingValue", \.clippingValue, "a number above 0", record: "clipping value") {
      $0 > 0 && $0.isFinite
    },
    TrainingOption(
      "averageDecay", \.averageDecay, "from 0 up to, not including, 1", record: "moving average",
      inCheckpoints: false
    ) { 0..<1 ~= $0 },
    TrainingOption("stepsPerReport", \.stepsPerReport, "a number from 1 to a trillion") {
      1...stepLimit ~= $0
    },
    TrainingOption("secondsPerCheckpoint", \.secondsPerCheckpoint, "a number, 0 or more") {
      $0 >= 0 && $0.isFinite
    },
    TrainingOption("seed", \.seed, "a number", record: "seed") { _ in true },
  ]

  /// The most steps that a run may have.
  static let stepLimit = 1_000_000_000_000

  /// The row of an option; nil where it has none.
  package static func row(of path: PartialKeyPath<TrainingOptions>) -> TrainingOption? {
    table.first { $0.path == path }
  }

  /// The first option whose value is outside its limits.
  package var outOfRange: TrainingOption? { Self.table.first { !$0.allows(self) } }

  /// The step after which the run ends; nil where only the clock or patience end it.
  public var lastStep: Int? { [steps, stepsOfEpochs].compactMap(\.self).min() }

  /// Where nothing says when to end, 30 epochs do.
  mutating func fillInLength() {
    if epochs == nil, steps == nil, minutes == nil { epochs = 30 }
  }

  /// These options, with those filled in that follow from others and from the data.
  /// - Parameter cropsPerEpoch: nil where it is unknown or there are no epochs.
  package func settled(cropsPerEpoch: Int? = nil) -> TrainingOptions {
    var options = self
    if let epochs, let cropsPerEpoch {
      let steps = (epochs * Double(cropsPerEpoch) / Double(batchSize)).rounded(.up)
      options.stepsOfEpochs = Int(min(max(1, steps), Double(Self.stepLimit)))
    }
    let tenth = options.lastStep.map { max(1, $0 / 10) } ?? .max
    options.warmupSteps = warmupSteps ?? min(400, tenth)
    options.stepsPerReport = stepsPerReport ?? min(500, tenth)
    return options
  }
}
