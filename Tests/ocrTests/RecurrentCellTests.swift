import Testing

/// Networks of every recurrent cell, from training to reading, by the command.
@Suite struct RecurrentCellTests {
  /// The layer on 8 features, its parameters, and its multiply-adds for 32 columns, counted by hand: for each direction
  /// and column a product with the input and one with what comes back.
  static let cells: [(word: String, parameters: String, multiplyAdds: String)] = [
    ("Lfx6", "384", "10,752"),  // 24 * (8 + 6) and two biases of 24
    ("Lpfx6", "402", "10,752"),  // and 18 peepholes
    ("Lcbx6", "576", "16,128"),  // 2 * (18 * (8 + 6) + 36)
    ("Gbx6", "576", "16,128"),
    ("Gprx6", "288", "8,064"),
    ("Etbx6", "192", "5,376"),  // 2 * (6 * (8 + 6) + 12)
    ("Erfx6", "96", "2,688"),
    ("Jtfx6,s5", "125", "3,456"),  // 6 * (8 + 5) + 12, then 5 * 6 + 5
  ]

  @Test(arguments: cells)
  func trainsShowsQuantisesAndReads(word: String, parameters: String, multiplyAdds: String) throws {
    let sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 12, alphabet: "01")
    let network = "[1,32,0,1 Cr3,3,8 Mp4,4 Mp8,1 S1(1x0)1,3 \(word)]"
    let trained = try sandbox.ocr(
      "train", "crops", "--network", network, "--steps", "3", "--batch-size", "4", "--output", "model")
    #expect(trained.status == 0, "\(trained.errors)")

    let shown = try sandbox.ocr("inspect", "model")
    let row = shown.output.split(separator: "\n").map { $0.split(separator: " ") }.first {
      $0.first == word[...]
    }
    #expect(row?.suffix(2) == [parameters[...], multiplyAdds[...]], "\(shown.output)")

    let quantized = try sandbox.ocr(
      "quantize", "model", "--output", "int8", "--calibration", "crops", "--crops", "12")
    #expect(quantized.status == 0, "\(quantized.errors)")
    for model in ["model", "int8"] {
      let read = try sandbox.ocr("recognize", "crops", "--model", model)
      #expect(read.status == 0, "\(read.errors)")
      #expect(read.output.split(separator: "\n").count == 12)
    }
  }
}
