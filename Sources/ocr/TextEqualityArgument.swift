import ArgumentParser
import Legible
import LegibleEvaluation
import LegibleLanguage

extension TextEquality: ExpressibleByArgument {
  public init?(argument: String) {
    guard let rule = Self.allCases.first(where: { $0.argument == argument }) else { return nil }
    self = rule
  }

  public var defaultValueDescription: String { argument }
  public static var allValueStrings: [String] { allCases.map(\.argument) }

  private var argument: String {
    switch self {
    case .exact: "exact"
    case .caseInsensitiveAlphanumeric: "alphanumeric"
    }
  }
}
