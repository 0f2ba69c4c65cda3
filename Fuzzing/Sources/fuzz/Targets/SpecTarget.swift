import LegibleModels

/// The string that describes a network.
struct SpecTarget: FuzzTarget {
  static let name = "spec"
  static let dictionary = [
    "Cbr3,3,", "Cvr", "Mp2,2", "S1(1x0)1,3", "Lbx", "Lfx", "Fl", "Do0.5", "O1c", "[1,32,0,1 ", "]", "(", ")",
  ]

  static func seeds() throws -> [[UInt8]] {
    let presets = try NetworkSpec.presetNames.map { try NetworkSpec.preset($0, symbols: 37).description }
    let all = presets + ["[1,8,0,1 Cr3,3,4 Mp2,2,2,1,0,1 S1(1x0)1,3 Lfx2 Do0.1 Fl3 O1c3]"]
    // Parsed, so that a seed that is none any more is found.
    return try all.map { Array(try NetworkSpec(parsing: $0).description.utf8) }
  }

  func run(_ input: UnsafeRawBufferPointer) {
    guard let spec = try? NetworkSpec(parsing: String(decoding: input, as: UTF8.self)) else { return }
    let again = try? NetworkSpec(parsing: spec.description)
    precondition(again == spec, "\(spec) is read back as \(again.map(\.description) ?? "none")")
  }
}
