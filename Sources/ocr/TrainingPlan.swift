import LegibleFiles
import LegibleLanguage
import LegibleModels
import LegibleSynthesis
import LegibleTraining

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `ocr train` is going to do: the arguments, or the checkpoint, worked out.
struct TrainingPlan {
  let recipe: TrainingRecipe
  let options: TrainingOptions
  let alphabet: Alphabet
  let network: Network
  let data: TrainingData
  /// Those of the recipe, opened.
  let validationSets: [Dataset]
  /// To go on from; nil for a new run.
  let checkpoint: Checkpoint?

  /// A new run.
  /// - Throws: `Failure`.
  init(_ command: Train) throws {
    if let unfinished = try? Checkpoint(contentsOf: command.checkpointPath), !unfinished.header.isFinished {
      throw Failure(
        "\(command.checkpointPath) holds an unfinished run at step \(unfinished.header.state.step): "
          + "give --resume to go on with it, or remove the file to start anew")
    }
    var recipe = TrainingRecipe()
    recipe.datasets = command.datasets
    recipe.validation = command.data.validation
    recipe.syntheticShare = command.data.synthetic ?? 0
    recipe.augmentation = command.data.augmentation ?? recipe.augmentation
    recipe.start = command.network.from
    recipe.steps = command.course.steps
    recipe.epochs =
      command.course.epochs ?? (command.course.steps == nil && command.course.minutes == nil ? 30 : nil)

    let datasets = try orFail { try recipe.datasets.map { try Dataset(path: $0) } }
    validationSets = try orFail { [recipe] in try recipe.validation.map { try Dataset(path: $0) } }
    let start = try orFail { try command.network.from.map { try Model(contentsOf: $0) } }
    alphabet = try Self.alphabet(
      given: command.network.alphabet, start: start?.alphabet, labels: datasets.flatMap(\.items).map(\.text),
      synthetic: recipe.syntheticShare > 0)
    if recipe.syntheticShare > 0 {
      recipe.synthesis = Self.synthesisOptions(folder: command.data.synthesisData, alphabet: alphabet)
    }
    self.recipe = recipe

    let seed = command.course.seed ?? TrainingOptions().seed
    if let start {
      let alphabet = alphabet
      network = try orFail { try start.network(for: alphabet, seed: seed) }
    } else {
      network = Network(try Self.spec(command.network.network ?? "small", symbols: alphabet.symbolCount))
      network.initialize(seed: seed)
    }
    let standard = start.map(\.stretching) ?? .standard
    let stretching = command.network.stretch.map(\.stretching) ?? standard
    data = try Self.data(
      recipe, datasets: datasets, validation: validationSets, alphabet: alphabet, spec: network.spec,
      stretching: stretching, seed: seed, threads: command.threads)
    var options = Self.options(
      command, epochs: recipe.epochs, seed: seed, cropsPerEpoch: data.cropsPerEpoch)
    options.stretching = stretching
    self.options = options
    checkpoint = nil
  }

  /// The run of a checkpoint.
  /// - Throws: `Failure`; also where the arguments ask for another run than the checkpoint's.
  init(resuming command: Train) throws {
    let path = command.checkpointPath
    guard exists(path) else {
      throw Failure("\(path): there is no checkpoint to go on from; leave --resume out to start a run")
    }
    let checkpoint = try orFail { try Checkpoint(contentsOf: path) }
    let header = checkpoint.header
    try Self.checkAgreement(of: command, with: header, path: path)
    recipe = header.recipe
    var options = header.options
    options.secondsPerCheckpoint = command.machine.checkpointSeconds ?? options.secondsPerCheckpoint
    self.options = options
    (alphabet, network) = try orFail { (try Alphabet(header.alphabet), try checkpoint.network()) }
    let datasets = try orFail { try header.recipe.datasets.map { try Dataset(path: $0) } }
    validationSets = try orFail { try header.recipe.validation.map { try Dataset(path: $0) } }
    data = try Self.data(
      recipe, datasets: datasets, validation: validationSets, alphabet: alphabet, spec: network.spec,
      stretching: options.stretching, seed: options.seed, threads: command.threads)
    guard data.fingerprint == header.fingerprint else {
      throw Failure(
        "\(path): the data is not what the run was trained on (then \(header.fingerprint); now \(data.fingerprint)): "
          + "put it back as it was, or start a new run with --from \(command.output)")
    }
    self.checkpoint = checkpoint
  }

  // MARK: Parts

  private static func data(
    _ recipe: TrainingRecipe, datasets: [Dataset], validation: [Dataset], alphabet: Alphabet,
    spec: NetworkSpec, stretching: CropScaling.Stretching?, seed: UInt64, threads: Int
  ) throws -> TrainingData {
    try orFail {
      var synthesizer: Synthesizer?
      if let options = recipe.synthesis {
        let made = try Synthesizer(options)
        printError(
          "synthetic crops: \(made.fontCount) fonts, \(made.wordCount) words, \(made.backgroundCount) backgrounds"
        )
        synthesizer = made
      }
      return try TrainingData(
        recipe, datasets: datasets, validation: validation, synthesizer: synthesizer, alphabet: alphabet,
        spec: spec, stretching: stretching, seed: seed, threads: threads)
    }
  }

  /// The alphabet as asked for, or the starting model's with the data's characters that it lacks, or the data's alone.
  private static func alphabet(
    given: String?, start: Alphabet?, labels: [String], synthetic: Bool
  ) throws -> Alphabet {
    func characters(_ text: some Sequence<String>) -> Set<Character> {
      Set(composed(text.joined(separator: "\n"))).filter { character in
        character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      }
    }
    if let given {
      return try orFail { try Alphabet(characters([given]).sorted().map { String($0) }) }
    }
    var found = characters(labels)
    if start == nil, synthetic { found.formUnion(Alphabet.printableASCII.symbols) }
    let known = start?.symbols ?? []
    let new = found.subtracting(known).sorted()
    return try orFail { try Alphabet((known + new).map { String($0) }) }
  }

  /// A preset or a spec; an output layer that is missing is added.
  private static func spec(_ text: String, symbols: Int) throws -> NetworkSpec {
    if NetworkSpec.presetNames.contains(text) { return try orFail { try .preset(text, symbols: symbols) } }
    guard text.contains("[") else {
      throw Failure(
        "--network \(text): neither a preset (\(NetworkSpec.presetNames.joined(separator: ", "))) nor a spec, which "
          + "begins with [1,32,0,1")
    }
    var text = text
    if !text.contains("O1c"), let end = text.lastIndex(of: "]") {
      text.insert(contentsOf: " O1c\(symbols)", at: end)
    }
    let whole = text
    let spec = try orFail { try NetworkSpec(parsing: whole) }
    guard spec.symbolCount == symbols else {
      throw Failure(
        "--network: the output layer O1c\(spec.symbolCount) does not fit the alphabet, which needs O1c\(symbols); leave "
          + "it out, and it is added")
    }
    return spec
  }

  private static func synthesisOptions(folder: String?, alphabet: Alphabet) -> SynthesisOptions {
    var options = SynthesisOptions(folder: folder ?? defaultSynthesisFolder())
    options.alphabet = String(alphabet.symbols.filter { $0.unicodeScalars.count == 1 })
    return options
  }

  private static func options(
    _ command: Train, epochs: Double?, seed: UInt64, cropsPerEpoch: Int?
  ) -> TrainingOptions {
    let course = command.course
    var options = TrainingOptions()
    options.batchSize = course.batchSize ?? options.batchSize
    options.learningRate = course.learningRate ?? options.learningRate
    options.averageDecay = course.averageDecay ?? options.averageDecay
    options.minutes = course.minutes
    options.patience = course.patience
    options.seed = seed
    options.secondsPerCheckpoint = command.machine.checkpointSeconds ?? options.secondsPerCheckpoint
    let stepsOfEpochs = epochs.flatMap { epochs in
      cropsPerEpoch.map { crops in
        let steps = (epochs * Double(crops) / Double(options.batchSize)).rounded(.up)
        return Int(min(max(1, steps), Double(TrainingOptions.stepCounts.upperBound)))
      }
    }
    options.steps = [course.steps, stepsOfEpochs].compactMap(\.self).min()
    let tenth = options.steps.map { max(1, $0 / 10) } ?? .max
    options.warmupSteps = course.warmup ?? min(options.warmupSteps, tenth)
    options.stepsPerReport = course.reportSteps ?? min(options.stepsPerReport, tenth)
    return options
  }

  // MARK: Agreement

  /// Refuses arguments that ask for another run than the checkpoint's: changed in the middle, it would be neither.
  private static func checkAgreement(
    of command: Train, with header: Checkpoint.Header, path: String
  ) throws {
    func agree<Value: Equatable>(_ name: String, _ given: Value?, _ saved: Value?) throws {
      guard let given, given != saved else { return }
      let was = saved.map { "has \(name) \($0)" } ?? "has no \(name)"
      throw Failure(
        "the run of \(path) \(was), not \(given): leave \(name) out to go on with it, or leave --resume out for a "
          + "new run")
    }
    let (options, recipe) = (header.options, header.recipe)
    try agree("data sets", command.datasets.isEmpty ? nil : command.datasets, recipe.datasets)
    try agree(
      "--validation", command.data.validation.isEmpty ? nil : command.data.validation, recipe.validation)
    try agree("--synthetic", command.data.synthetic, recipe.syntheticShare)
    try agree("--augmentation", command.data.augmentation, recipe.augmentation)
    try agree(
      "--synthesis-data", command.data.synthesisData.map { SynthesisOptions(folder: $0).fontFolders },
      recipe.synthesis?.fontFolders)
    try agree("--from", command.network.from, recipe.start)
    try agree(
      "--network",
      try command.network.network.map { try spec($0, symbols: header.alphabet.count + 1).description },
      header.spec)
    try agree("--stretch", command.network.stretch, Stretch(options.stretching))
    try agree(
      "--alphabet",
      try command.network.alphabet.map { try alphabet(given: $0, start: nil, labels: [], synthetic: false) },
      try orFail { try Alphabet(header.alphabet) })
    try agree("--epochs", command.course.epochs, recipe.epochs)
    try agree("--steps", command.course.steps, recipe.steps)
    try agree("--minutes", command.course.minutes, options.minutes)
    try agree("--patience", command.course.patience, options.patience)
    try agree("--batch-size", command.course.batchSize, options.batchSize)
    try agree("--learning-rate", command.course.learningRate, options.learningRate)
    try agree("--warmup", command.course.warmup, options.warmupSteps)
    try agree("--average-decay", command.course.averageDecay, options.averageDecay)
    try agree("--report-steps", command.course.reportSteps, options.stepsPerReport)
    try agree("--seed", command.course.seed, options.seed)
  }
}

/// Where Scripts/install-synthesis-data.sh puts its files unless told otherwise.
func defaultSynthesisFolder() -> String {
  let environment = ProcessInfo.processInfo.environment
  let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
  return cache + "/legible/synthesis"
}
