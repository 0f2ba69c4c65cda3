import LegibleTraining

// The library's errors in the words of the command, which has flags where the library has terms of its own.

/// Runs what may throw; any error becomes a `Failure` in the command's words.
func orFailAsTraining<Result>(code: Int32 = 2, _ body: () throws -> Result) throws(Failure) -> Result {
  do {
    return try body()
  } catch let failure as Failure {
    throw Failure(failure.message, code: code)
  } catch {
    throw Failure((error as? any WithCommandDescription)?.commandDescription ?? "\(error)", code: code)
  }
}

protocol WithCommandDescription: Error {
  var commandDescription: String { get }
}

extension TrainingOptionsError: WithCommandDescription {
  var commandDescription: String {
    switch self {
    case .outOfRange, .noSynthesis: description
    case .noCrops: "Nothing to train on: give a data set, or --synthetic 1."
    case .unusedDatasets:
      "With --synthetic 1 the data sets are not used: leave them out, or give a lower share."
    case .endlessEpochs: "Synthetic crops have no end, so no --epochs: give --steps or --minutes."
    case .endlessRun: "Synthetic crops have no end: give --steps or --minutes."
    case .frozenWithoutStart: "--freeze keeps the weights of a trained model: give --from, or leave it out."
    case .twoNetworks: "--from brings its own network: leave --network out."
    }
  }
}

extension TrainingPlanError: WithCommandDescription {
  var commandDescription: String {
    switch self {
    case .unknownNetwork: "--network \(self)"
    case .wrongOutputs: "--network: \(self)"
    case .unknownLayer, .nothingToTrain: "--freeze: \(self)"
    case .textsOfTurnedCrops:
      "with --turned the label of a crop is how it lies, and this network writes texts: give --network classifier or another "
        + "that gives classes, or leave --turned out"
    case .alphabetOfClasses:
      "a network of classes has those of the labels and no alphabet: leave --alphabet out"
    case .classesOfSyntheticCrops:
      "synthetic crops have texts for labels, and this network gives classes: leave --synthetic out, or add --turned, which "
        + "makes classes of how crops lie"
    case .unfinishedRun(let checkpoint, let step):
      "\(checkpoint) holds an unfinished run at step \(step): give --resume to go on with it, another --output, or remove "
        + "the file to start anew"
    case .finishedRun(let checkpoint, let step):
      "\(checkpoint) holds a run that ended at step \(step): give --resume with larger --steps, --epochs or --minutes to "
        + "lengthen it, another --output, or remove the file to start anew"
    case .notACheckpoint(let path, let reason):
      "\(path) is there already, and no run can go on from it (\(reason)): give another --output or --checkpoint, or "
        + "remove it"
    case .oneFile(let path): "\(path) would be both model and checkpoint: give another --checkpoint"
    case .lostCheckpoint(let path, let reason, let model):
      "\(path): \(reason)"
        + (model.map { ", or begin a new run with --from \($0), which is whole, and another --output" } ?? "")
    case .fixedOption, .passedEnd: description
    case .missingData(let checkpoint, let reason):
      "\(reason); the run of \(checkpoint) needs it: put it back, or give its path as it is now beside --resume (the data "
        + "sets in their order, --validation, --synthesis-data)"
    case .otherData(let checkpoint, let output, let differences):
      "\(checkpoint): the data is not what the run was trained on (\(differences.joined(separator: "; "))): put it back "
        + "as it was, or start a new run with --from \(output) and another --output"
    }
  }
}

extension TrainingDataError: WithCommandDescription {
  var commandDescription: String {
    switch self {
    case .nothingLeft(let findings):
      (findings + [
        "no crop is left to train on; see the reasons above, or add synthetic crops with --synthetic"
      ])
      .joined(separator: "\n")
    case .tooWide: description
    }
  }
}

extension TrainingError: WithCommandDescription {
  var commandDescription: String {
    switch self {
    case .notFinite(let step, let origins):
      "the loss is not finite at step \(step): a smaller --learning-rate may help; the batch was "
        + origins.joined(separator: ", ")
    case .unknownLabel: description
    }
  }
}
