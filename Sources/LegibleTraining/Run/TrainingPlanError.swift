/// Why a run cannot begin, or go on.
public enum TrainingPlanError: Error, Hashable, CustomStringConvertible {
  /// Neither a preset nor a spec.
  case unknownNetwork(String, presets: [String])
  /// A spec whose output layer has another number of outputs than the alphabet needs.
  case wrongOutputs(Int, needed: Int)
  /// A new run would write over the checkpoint of one that has not ended.
  case unfinishedRun(checkpoint: String, step: Int)
  /// The data sets are not what they were; with the fingerprints then and now.
  case otherData(checkpoint: String, output: String, then: String, now: String)

  public var description: String {
    switch self {
    case .unknownNetwork(let text, let presets):
      "\(text): neither a preset (\(presets.joined(separator: ", "))) nor a spec, which begins with [1,32,0,1"
    case .wrongOutputs(let outputs, let needed):
      "the output layer O1c\(outputs) does not fit the alphabet, which needs O1c\(needed); leave it out, and it is added"
    case .unfinishedRun(let checkpoint, let step):
      "\(checkpoint) holds an unfinished run at step \(step): go on with it, or remove the file to start anew"
    case .otherData(let checkpoint, let output, let then, let now):
      "\(checkpoint): the data is not what the run was trained on (then \(then); now \(now)): put it back as it was, or "
        + "start a new run from \(output)"
    }
  }
}
