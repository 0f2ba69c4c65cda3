import LegibleSynthesis

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Options of synthesis, as JSON.
struct SynthesisTarget: FuzzTarget {
  static let name = "synthesis"
  static let dictionary = [
    "\"texts\":", "\"looks\":", "\"height\":", "[1,2]", "1e999", "-1", "null", "\"alphabet\":",
  ]

  static func seeds() throws -> [[UInt8]] {
    [Array(try JSONEncoder().encode(SynthesisOptions(folder: "nowhere")))]
  }

  func run(_ input: UnsafeRawBufferPointer) {
    guard let options = try? JSONDecoder().decode(SynthesisOptions.self, from: Data(input)) else { return }
    guard let json = try? JSONEncoder().encode(options) else {
      preconditionFailure("options that were read cannot be written: \(options)")
    }
    let again = try? JSONDecoder().decode(SynthesisOptions.self, from: json)
    precondition(again == options, "options are read back as others: \(options)")
  }
}
