/// Why a run cannot begin, or go on.
public enum TrainingPlanError: Error, Hashable, CustomStringConvertible {
  /// Neither a preset nor a spec.
  case unknownNetwork(String, presets: [String])
  /// A spec whose output layer is another than the alphabet, or the classes, need.
  case wrongOutputs(String, needed: String)
  /// A layer to be frozen that the network does not have; with those that it has.
  case unknownLayer(String, layers: [String])
  /// All layers are to be frozen.
  case nothingToTrain(String)
  /// Crops that are turned have their orientation for a label, and the network writes texts.
  case textsOfTurnedCrops
  /// An alphabet for a network that gives classes.
  case alphabetOfClasses
  /// Synthetic crops, whose labels are texts, for a network that gives classes.
  case classesOfSyntheticCrops
  /// A new run would write over the checkpoint of one that has not ended.
  case unfinishedRun(checkpoint: String, step: Int)
  /// A new run would write over the checkpoint, and the model, of one that has ended.
  case finishedRun(checkpoint: String, step: Int)
  /// A new run would write over what is no whole checkpoint; with the reason.
  case notACheckpoint(path: String, reason: String)
  /// Model and checkpoint would be one file.
  case oneFile(String)
  /// A checkpoint that no run can go on from; with the reason, and with the model beside it if that is whole.
  case lostCheckpoint(path: String, reason: String, model: String?)
  /// A run that goes on has another value of an option that makes it what it is; with the values in words where
  /// they are short.
  case fixedOption(checkpoint: String, output: String, option: String, was: String?, now: String?)
  /// A run would end at a point that it has passed; in words.
  case passedEnd(checkpoint: String, length: String, done: String)
  /// A data set of the run cannot be opened; with the reason.
  case missingData(checkpoint: String, reason: String)
  /// The data sets are not what they were; with the differences.
  case otherData(checkpoint: String, output: String, differences: [String])

  public var description: String {
    switch self {
    case .unknownNetwork(let text, let presets):
      "\(text): neither a preset (\(presets.joined(separator: ", "))) nor a spec, which begins with [1,32,0,1"
    case .wrongOutputs(let output, let needed):
      "the output layer \(output) does not fit the \(needed.hasPrefix("O0") ? "classes, which need" : "alphabet, which needs") "
        + "\(needed); leave it out, and it is added"
    case .unknownLayer(let name, let layers):
      "no layer of the network is named \(name): give a number from 1 to \(layers.count), or the beginning of one of "
        + "\(layers.joined(separator: " "))"
    case .nothingToTrain(let name):
      "with all layers up to \(name) frozen nothing is left to train: name one before the output"
    case .textsOfTurnedCrops:
      "the label of a crop that is turned is how it lies, and this network writes texts: give one that gives classes, such "
        + "as classifier, or leave turned out"
    case .alphabetOfClasses:
      "a network of classes has those of the labels and no alphabet: leave alphabet out"
    case .classesOfSyntheticCrops:
      "synthetic crops have texts for labels, and this network gives classes: give a syntheticShare of 0, or turned, which "
        + "makes classes of how crops lie"
    case .unfinishedRun(let checkpoint, let step):
      "\(checkpoint) holds an unfinished run at step \(step): go on with it, give another output, or remove the file to "
        + "start anew"
    case .finishedRun(let checkpoint, let step):
      "\(checkpoint) holds a run that ended at step \(step): go on with it for longer, give another output, or remove the "
        + "file to start anew"
    case .notACheckpoint(let path, let reason):
      "\(path) is there already, and no run can go on from it (\(reason)): give another output, or remove it"
    case .oneFile(let path): "\(path) would be both model and checkpoint: give the checkpoint another path"
    case .lostCheckpoint(let path, let reason, let model):
      "\(path): \(reason)" + (model.map { ", or begin a new run from \($0), which is whole" } ?? "")
    case .fixedOption(let checkpoint, let output, let option, let was, let now):
      "\(option) is a part of the run of \(checkpoint)\(Self.change(was, now)): leave it as it is, or start a new run "
        + "from \(output)"
    case .passedEnd(let checkpoint, let length, let done):
      "the run of \(checkpoint) is past \(length): it has come to \(done); give a later end"
    case .missingData(let checkpoint, let reason):
      "\(reason); the run of \(checkpoint) needs it: put it back, or say where it lies now"
    case .otherData(let checkpoint, let output, let differences):
      "\(checkpoint): the data is not what the run was trained on (\(differences.joined(separator: "; "))): put it back "
        + "as it was, or start a new run from \(output)"
    }
  }

  private static func change(_ was: String?, _ now: String?) -> String {
    guard was != nil || now != nil else { return "" }
    return " (\(was ?? "none"), not \(now ?? "none"))"
  }
}
