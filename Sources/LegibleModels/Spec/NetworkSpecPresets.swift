import LegibleFiles
import LegibleLayers

extension NetworkSpec {
  /// The names that `preset(_:symbols:)` knows.
  package static let presetNames = ["crnn", "small", "classifier"]

  /// A network by name.
  ///
  /// - `crnn`: Shi, Bai and Yao, "An End-to-End Trainable Neural Network for Image-based Sequence
  ///   Recognition" (2015), table 1, with the linear layer between the two LSTMs that the published code has.
  ///   8,331,301 parameters for 37 symbols.
  /// - `small`: ours, for reading on a CPU. 1.87 million parameters for 96 symbols.
  /// - `classifier`: ours, for the class of a whole crop. 58,000 parameters for 4 classes.
  ///
  /// - Parameters:
  ///   - name: One of `presetNames`.
  ///   - symbols: The alphabet's count plus one for the CTC blank, or the number of classes.
  /// - Throws: `NetworkSpecError` where there is no such preset or the number of symbols is out of its
  ///   limits.
  package static func preset(_ name: String, symbols: Int) throws(NetworkSpecError) -> NetworkSpec {
    switch name {
    case "crnn":
      try NetworkSpec(
        parsing: """
          [1,32,0,1 Cr3,3,64 Mp2,2 Cr3,3,128 Mp2,2 Cbr3,3,256 Cr3,3,256 Mp2,2,2,1,0,1 Cbr3,3,512 Cr3,3,512 \
          Mp2,2,2,1,0,1 Cvbr2,2,512 S1(1x0)1,3 Lbx256 Fl256 Lbx256 O1c\(symbols)]
          """)
    case "small":
      try NetworkSpec(
        parsing: """
          [1,32,0,1 Cbr3,3,32 Mp2,2 Cbr3,3,64 Mp2,2 Cbr3,3,96 Cbr3,3,128 Mp2,1 Cbr3,3,160 Cbr3,3,160 Mp2,1 \
          S1(1x0)1,3 Do0.1 Lbx160 Do0.1 Lbx160 O1c\(symbols)]
          """)
    case "classifier":
      try NetworkSpec(
        parsing: """
          [1,32,0,1 Cbr3,3,16 Mp2,2 Cbr3,3,24 Mp2,2 Cbr3,3,32 Mp2,2 Cbr3,3,48 Mp2,1 S1(1x0)1,3 Lbxs32 \
          O0s\(symbols)]
          """)
    default:
      throw NetworkSpecError(
        position: 1, found: name.quoted, expected: "a preset: \(presetNames.joined(separator: " or "))")
    }
  }
}
