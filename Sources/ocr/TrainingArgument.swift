import ArgumentParser
import LegibleTraining

/// An argument of `ocr train` that says something of the run: how it becomes an option of the library, when
/// its value is refused, and what becomes of it in a run that goes on.
struct TrainingArgument {
  /// As the user writes it.
  let flag: String
  private let range: (Train) -> String?
  private let apply: (Train, inout TrainingOptions) -> Void
  private let difference: (Train, Checkpoint.Header) throws -> String?

  /// An argument that is an option of the library; its limits are the option's.
  /// - Parameter given: the value; nil where the user gave none.
  init<Value: Equatable>(
    _ flag: String, _ given: @escaping (Train) -> Value?, _ path: WritableKeyPath<TrainingOptions, Value>
  ) {
    self.init(
      flag, option: TrainingOptions.row(of: path), given: { train, _ in given(train) },
      saved: { $0.options[keyPath: path] }, apply: { $1[keyPath: path] = given($0) ?? $1[keyPath: path] })
  }

  /// The same for one that may be left out.
  init<Value: Equatable>(
    _ flag: String, _ given: @escaping (Train) -> Value?, _ path: WritableKeyPath<TrainingOptions, Value?>
  ) {
    self.init(
      flag, option: TrainingOptions.row(of: path), given: { train, _ in given(train) },
      saved: { $0.options[keyPath: path] }, apply: { $1[keyPath: path] = given($0) ?? $1[keyPath: path] })
  }

  /// An argument that is compared in another form than it is given in.
  /// - Parameters:
  ///   - given, saved: the argument's value and the checkpoint's, in one form; nil where there is none.
  ///   - apply: puts the argument's value, if there is one, into the options.
  init<Value: Equatable>(
    _ flag: String, option: TrainingOption? = nil,
    given: @escaping (Train, Checkpoint.Header) throws -> Value?,
    saved: @escaping (Checkpoint.Header) throws -> Value?,
    apply: @escaping (Train, inout TrainingOptions) -> Void
  ) {
    self.flag = flag
    self.apply = apply
    range = { train in
      var options = TrainingOptions()
      apply(train, &options)
      return option.flatMap { $0.allows(options) ? nil : "\(flag) is \($0.limits)." }
    }
    difference = { train, header in
      guard let given = try given(train, header) else { return nil }
      let saved = try saved(header)
      if given == saved { return nil }
      return (saved.map { "has \(flag) \($0)" } ?? "has no \(flag)") + ", not \(given)"
    }
  }

  /// Puts the argument's value, if the user gave one, into the options.
  func set(_ options: inout TrainingOptions, from train: Train) { apply(train, &options) }

  /// - Throws: `ValidationError` for a value outside the option's limits.
  func checkRange(_ train: Train) throws {
    if let fault = range(train) { throw ValidationError(fault) }
  }

  /// Puts the argument's value, where it is another than the checkpoint's, into the options of a run that goes
  /// on.
  /// - Throws: `Failure` where that would make another run of it.
  func change(
    _ options: inout TrainingOptions, from train: Train, header: Checkpoint.Header, path: String
  ) throws {
    guard let difference = try difference(train, header) else { return }
    var changed = header.options
    set(&changed, from: train)
    guard changed.fixedChange(from: header.options) == nil else {
      throw Failure(
        "the run of \(path) \(difference): leave \(flag) out to go on with it, or start a new run with --from "
          + "\(train.output) and another --output")
    }
    set(&options, from: train)
  }
}
