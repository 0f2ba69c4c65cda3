/// A row in the table of options: all that is known of an option besides its default and its use.
package struct TrainingOption: Sendable {
  /// The property's name, in checkpoints and in messages.
  package let name: String
  /// The values that it may have, as the end of a sentence that begins with "it is".
  package let limits: String
  /// Its name in records; nil where it is in none.
  let record: String?
  /// True if it is shown of checkpoints, too, and not of models alone.
  let inCheckpoints: Bool
  let path: PartialKeyPath<TrainingOptions> & Sendable
  private let valueIn: @Sendable (TrainingOptions) -> String?
  private let isSoundIn: @Sendable (TrainingOptions) -> Bool

  /// - Parameter isSound: true for the values that `limits` describes. Not a number is none of them.
  init<Value: Sendable>(
    _ name: String, _ path: KeyPath<TrainingOptions, Value> & Sendable, _ limits: String,
    record: String? = nil, inCheckpoints: Bool = true, isSound: @escaping @Sendable (Value) -> Bool
  ) {
    self.init(
      name: name, path: path, limits: limits, record: record, inCheckpoints: inCheckpoints,
      value: { $0[keyPath: path] }, isSound: isSound)
  }

  /// An option that may be left out.
  init<Value: Sendable>(
    _ name: String, _ path: KeyPath<TrainingOptions, Value?> & Sendable, _ limits: String,
    record: String? = nil, inCheckpoints: Bool = true, isSound: @escaping @Sendable (Value) -> Bool
  ) {
    self.init(
      name: name, path: path, limits: limits, record: record, inCheckpoints: inCheckpoints,
      value: { $0[keyPath: path] }, isSound: isSound)
  }

  private init<Value>(
    name: String, path: PartialKeyPath<TrainingOptions> & Sendable, limits: String, record: String?,
    inCheckpoints: Bool, value: @escaping @Sendable (TrainingOptions) -> Value?,
    isSound: @escaping @Sendable (Value) -> Bool
  ) {
    self.name = name
    self.path = path
    self.limits = limits
    self.record = record
    self.inCheckpoints = inCheckpoints
    valueIn = { value($0).map { "\($0)" } }
    isSoundIn = { value($0).map(isSound) ?? true }
  }

  /// The option's value in words; nil where it is left out.
  package func value(in options: TrainingOptions) -> String? { valueIn(options) }

  /// True if the option's value is within its limits, or left out.
  package func allows(_ options: TrainingOptions) -> Bool { isSoundIn(options) }
}
