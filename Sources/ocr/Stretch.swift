import ArgumentParser
import LegibleModels

/// The value of `--stretch`: `4,0.5`, or `none`.
struct Stretch: ExpressibleByArgument, Equatable, CustomStringConvertible {
  let stretching: CropScaling.Stretching?

  init(_ stretching: CropScaling.Stretching?) { self.stretching = stretching }

  init?(argument: String) {
    if argument == "none" {
      self.init(nil)
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
    guard parts.count == 2, let aspect = parts[0], let share = parts[1],
      CropScaling.Stretching.isValid(aspect: aspect, share: share)
    else { return nil }
    self.init(.init(aspect: aspect, share: share))
  }

  var description: String { stretching.map { "\($0.aspect),\($0.share)" } ?? "none" }
}
