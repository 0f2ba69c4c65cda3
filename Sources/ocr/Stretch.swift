import ArgumentParser
import LegibleTraining

/// The value of `--stretch`: `4,0.5`, or `none`.
extension TrainingOptions.Stretching: ExpressibleByArgument {
  public init?(argument: String) {
    if argument == "none" {
      self = .proportional
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
    guard parts.count == 2, let aspect = parts[0], let share = parts[1] else { return nil }
    self = .narrow(aspect: aspect, share: share)
    guard isValid else { return nil }
  }
}
