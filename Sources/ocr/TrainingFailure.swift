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
    case .twoNetworks: "--from brings its own network: leave --network out."
    }
  }
}

extension TrainingPlanError: WithCommandDescription {
  var commandDescription: String {
    switch self {
    case .unknownNetwork: "--network \(self)"
    case .wrongOutputs: "--network: \(self)"
    case .unfinishedRun(let checkpoint, let step):
      "\(checkpoint) holds an unfinished run at step \(step): give --resume to go on with it, or remove the file to start "
        + "anew"
    case .otherData(let checkpoint, let output, let then, let now):
      "\(checkpoint): the data is not what the run was trained on (then \(then); now \(now)): put it back as it was, or "
        + "start a new run with --from \(output)"
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
    case .unknownCharacter: description
    }
  }
}
