import LegibleLayers
import LegibleModels
import Testing

@Suite struct NetworkSpecErrorTests {
  static let messages: [(String, String)] = [
    ("", "1: found the end, expected '[' and the input, for example [1,32,0,1 ...]"),
    ("small", "1: found 'small', expected '[' and the input, for example [1,32,0,1 ...]"),
    ("[", "2: found the end, expected batch size 1"),
    ("[8,32,0,1", "2: found '8,32,0,1', expected batch size 1"),
    ("[1 32", "3: found the end, expected a comma"),
    ("[1,0,0,1", "4: found '0,0,1', expected an input height, 1 to 16384"),
    ("[1,32,100,1", "7: found '100,1', expected input width 0, which means any width"),
    ("[1,32,0,3 ", "9: found '3', expected 1 input channel, luma"),
    (
      "[1,32,0,1",
      "10: found the end, expected a layer: C, R, Mp, S1(1x0)1,3, L, Lp, Lc, G, Gp, E, J, Do, D, F or O"
    ),
    ("[1,32,0,1]", "10: found ']', expected the output layer, for example O1c96, before the closing bracket"),
    (
      "[1,32,0,1 S1(1x0)1,3]",
      "21: found ']', expected the output layer, for example O1c96, before the closing bracket"
    ),
    ("[1,32,0,1 S1(1x0)1,3 O1c96", "27: found the end, expected ']' after the output layer"),
    ("[1,32,0,1 S1(1x0)1,3 O1c96 Do0.1]", "28: found 'Do0.1', expected ']' after the output layer"),
    ("[1,32,0,1 S1(1x0)1,3 O1c96] x", "29: found 'x', expected nothing after the closing bracket"),
    (
      "[1,32,0,1 Xy3]",
      "11: found 'Xy3', expected a layer: C, R, Mp, S1(1x0)1,3, L, Lp, Lc, G, Gp, E, J, Do, D, F or O"
    ),
    (
      "[1,32,0,1 é\u{7}]",
      "11: found 'é\\u{07}', expected a layer: C, R, Mp, S1(1x0)1,3, L, Lp, Lc, G, Gp, E, J, Do, D, F or O"
    ),
    (
      "[1,32,0,1 Ct3,3,16",
      "12: found 't3,3,16', expected an activation: r for ReLU or l for linear, no other is supported"
    ),
    (
      "[1,32,0,1 Cbvr3,3,16",
      "13: found 'vr3,3,16', expected an activation: r for ReLU or l for linear, no other is supported"
    ),
    (
      "[1,32,0,1 Cr2,2,512]",
      "13: found '2,2,512', expected an odd kernel, or Cv: an even one cannot keep the size"
    ),
    ("[1,32,0,1 Cr129,3,5]", "13: found '129,3,5', expected a kernel height, 1 to 128"),
    ("[1,32,0,1 Cr3,,5]", "15: found ',5', expected a kernel width, 1 to 128"),
    ("[1,32,0,1 Cr3,3]", "16: found ']', expected a comma"),
    ("[1,32,0,1 Cr3,3,16385]", "17: found '16385', expected a number of channels, 1 to 16384"),
    (
      "[1,32,0,1 Cr3,3,99999999999999999999]",
      "17: found '99999999999999999999', expected a number of channels, 1 to 16384"
    ),
    ("[1,32,0,1 Cr3,3,-4]", "17: found '-4', expected a number of channels, 1 to 16384"),
    ("[1,32,0,1 Mp0,2]", "13: found '0,2', expected a kernel height, 1 to 128"),
    ("[1,32,0,1 Mp2,2,2]", "18: found ']', expected a comma"),
    ("[1,32,0,1 Mp2,2,0,1]", "17: found '0,1', expected a vertical stride, 1 to 128"),
    ("[1,32,0,1 Mp2,2,1,0]", "19: found '0', expected a horizontal stride, 1 to 128"),
    (
      "[1,32,0,1 Mp2,2,2,1,0,2]",
      "23: found '2', expected a horizontal padding of at most half the kernel, 0 to 1"
    ),
    (
      "[1,32,0,1 Mp1,2,2,1,1,1]",
      "21: found '1,1', expected a vertical padding of at most half the kernel, 0 to 0"
    ),
    (
      "[1,32,0,1 Mp64,2]",
      "11: found 'Mp64,2', expected a kernel of at most the height 32 that reaches this layer"
    ),
    (
      "[1,1,0,1 Cvr2,2,8]",
      "10: found 'Cvr2,2,8', expected a kernel of at most the height 1 that reaches this layer"
    ),
    (
      "[1,32,0,1 S1(2x16)1,3]",
      "11: found 'S1(2x16)1,3', expected S1(1x0)1,3, the only form of S that is supported"
    ),
    ("[1,32,0,1 S1(1x0)1,3 S1(1x0)1,3]", "22: found 'S1(1x0)1,3', expected S1(1x0)1,3 only once"),
    (
      "[1,1024,0,1 Cr3,3,17 S1(1x0)1,3]",
      "22: found 'S1(1x0)1,3', expected at most 16384 features per column, not 1024 rows of 17 channels: "
        + "pool the height first"
    ),
    (
      "[1,32,0,1 Mp16,2 Lbx160 O1c96]",
      "18: found 'Lbx160', expected columns, not a feature map of height 2: put S1(1x0)1,3 before this layer"
    ),
    (
      "[1,32,0,1 Fl8 O1c96]",
      "11: found 'Fl8', expected columns, not a feature map of height 32: put S1(1x0)1,3 before this layer"
    ),
    (
      "[1,32,0,1 O1c96]",
      "11: found 'O1c96', expected columns, not a feature map of height 32: put S1(1x0)1,3 before this layer"
    ),
    (
      "[1,32,0,1 S1(1x0)1,3 Mp2,2]",
      "22: found 'Mp2,2', expected a layer for columns: convolution and pooling stand before S1(1x0)1,3"
    ),
    ("[1,32,0,1 S1(1x0)1,3 Lqx1", "23: found 'qx1', expected a direction: f forward, r reverse or b both"),
    ("[1,32,0,1 S1(1x0)1,3 Lfys48", "24: found 'ys48', expected x: recurrence runs along the width only"),
    ("[1,32,0,1 S1(1x0)1,3 Lbx0]", "25: found '0', expected a hidden size, 1 to 16384"),
    ("[1,32,0,1 S1(1x0)1,3 Lpx8]", "24: found 'x8', expected a direction: f forward, r reverse or b both"),
    ("[1,32,0,1 S1(1x0)1,3 Lcbx]", "26: found ']', expected a hidden size, 1 to 16384"),
    ("[1,32,0,1 S1(1x0)1,3 Gbx0]", "25: found '0', expected a hidden size, 1 to 16384"),
    ("[1,32,0,1 S1(1x0)1,3 Gpfy3]", "25: found 'y3', expected x: recurrence runs along the width only"),
    ("[1,32,0,1 S1(1x0)1,3 Grx16385]", "25: found '16385', expected a hidden size, 1 to 16384"),
    (
      "[1,32,0,1 S1(1x0)1,3 Efx8]",
      "23: found 'fx8', expected an activation: t for tanh, s for the logistic function or r for ReLU"
    ),
    ("[1,32,0,1 S1(1x0)1,3 Etx8]", "24: found 'x8', expected a direction: f forward, r reverse or b both"),
    ("[1,32,0,1 S1(1x0)1,3 Etfx0]", "26: found '0', expected a hidden size, 1 to 16384"),
    (
      "[1,32,0,1 S1(1x0)1,3 Jlfx8,s3]",
      "23: found 'lfx8,s3', expected an activation: t for tanh, s for the logistic function or r for ReLU"
    ),
    ("[1,32,0,1 S1(1x0)1,3 Jtfx8]", "27: found ']', expected a comma"),
    (
      "[1,32,0,1 S1(1x0)1,3 Jtfx8,9]",
      "28: found '9', expected a read-out: s for softmax or l for logistic"
    ),
    ("[1,32,0,1 S1(1x0)1,3 Jtfx8,s0]", "29: found '0', expected a number of outputs, 1 to 16384"),
    (
      "[1,32,0,1 Gbx8 O1c9]",
      "11: found 'Gbx8', expected columns, not a feature map of height 32: put S1(1x0)1,3 before this layer"
    ),
    (
      "[1,1,0,1 S1(1x0)1,3 Gbx16384 O1c9]",
      "21: found 'Gbx16384', expected a network of at most 268435456 parameters: make the layers smaller"
    ),
    (
      "[1,32,0,1 S1(1x0)1,3 Xbx8]",
      "22: found 'Xbx8', expected a layer: C, R, Mp, S1(1x0)1,3, L, Lp, Lc, G, Gp, E, J, Do, D, F or O"
    ),
    (
      "[1,32,0,1 Do1]",
      "13: found '1', expected a dropout probability, 0 to 0.9999, at most four decimals"
    ),
    (
      "[1,32,0,1 Do0.12345]",
      "13: found '0.12345', expected a dropout probability, 0 to 0.9999, at most four decimals"
    ),
    (
      "[1,32,0,1 Do0.]",
      "13: found '0.', expected a dropout probability, 0 to 0.9999, at most four decimals"
    ),
    (
      "[1,32,0,1 Do]",
      "13: found ']', expected a dropout probability, 0 to 0.9999, at most four decimals"
    ),
    (
      "[1,32,0,1 Do0.1,2 O1c96]",
      "16: found ',2', expected a layer: C, R, Mp, S1(1x0)1,3, L, Lp, Lc, G, Gp, E, J, Do, D, F or O"
    ),
    (
      "[1,32,0,1 S1(1x0)1,3 Fs64",
      "23: found 's64', expected an activation: r for ReLU or l for linear, no other is supported"
    ),
    ("[1,32,0,1 S1(1x0)1,3 Fl0]", "24: found '0', expected a number of features, 1 to 16384"),
    (
      "[1,32,0,1 S1(1x0)1,3 O2c96]",
      "22: found 'O2c96', expected O1c<symbols>, columns for CTC, or O0s<classes>, a softmax for the whole crop"
    ),
    (
      "[1,32,0,1 S1(1x0)1,3 O1c1]", "25: found '1', expected a number of symbols with the blank, 2 to 65536"
    ),
    (
      "[1,1,0,1 Cr1,1,16384 Cr3,3,16384 O1c2]",
      "22: found 'Cr3,3,16384', expected a network of at most 268435456 parameters: make the layers smaller"
    ),
    (
      "[1,32,0,1 " + String(repeating: "y", count: 1000),
      "11: found '\(String(repeating: "y", count: 40))'..., expected a layer: C, R, Mp, S1(1x0)1,3, L, Lp, Lc, G, Gp, E, J, Do, D, F or O"
    ),
    (
      "[1,32,0,1 " + String(repeating: "Do0.1", count: 257),
      "1291: found 'Do0.1', expected at most 256 layers"
    ),
    (
      "[1,32,0,1 R[Cl3,3,1]",
      "12: found '[Cl3,3,1', expected an activation: r for ReLU or l for linear, no other is supported"
    ),
    ("[1,32,0,1 RrCl3,3,1", "13: found 'Cl3,3,1', expected '[' and the layers of the block"),
    (
      "[1,32,0,1 Rl[Cl3,3,1",
      "21: found the end, expected a layer: C, R, Mp, S1(1x0)1,3, L, Lp, Lc, G, Gp, E, J, Do, D, F or O"
    ),
    ("[1,32,0,1 Rl[] O1c5]", "11: found 'Rl[', expected a block of at least one layer with weights"),
    (
      "[1,32,0,1 Rl[Do0.1] O1c5]", "11: found 'Rl[Do0.1', expected a block of at least one layer with weights"
    ),
    (
      "[1,32,0,1 Rl[Cr3,3,8 Cl3,3,2] O1c5]",
      "11: found 'Rl[Cr3,3,8', expected a block that ends as it begins (height 32, 1 channels), not with height 32, "
        + "2 channels, so that both can be added"
    ),
    (
      "[1,32,0,1 Rl[Cl1,1,1 Mp2,1] O1c5]",
      "11: found 'Rl[Cl1,1,1', expected a block that ends as it begins (height 32, 1 channels), not with height 16, "
        + "1 channels, so that both can be added"
    ),
    (
      "[1,32,0,1 S1(1x0)1,3 Rl[Lbx5] O1c5]",
      "22: found 'Rl[Lbx5', expected a block that ends as it begins (32 features), not with 10 features, so that both "
        + "can be added"
    ),
    (
      "[1,1,0,1 Rl[Cl1,1,1 S1(1x0)1,3] O1c5]",
      "10: found 'Rl[Cl1,1,1', expected a block that ends as it begins (height 1, 1 channels), not with 1 features, so "
        + "that both can be added"
    ),
    (
      "[1,32,0,1 Rl[Cvl1,3,1] O1c5]",
      "11: found 'Rl[Cvl1,3,1', expected a block that keeps the width, so that its beginning and its end can be added"
    ),
    (
      // One column is too few to be taken and given back.
      "[1,32,0,1 Rl[Cvl1,2,1 Mp1,2,1,1,0,1] S1(1x0)1,3 O1c5]",
      "11: found 'Rl[Cvl1,2,1', expected a block that keeps the width, so that its beginning and its end can be added"
    ),
    (
      "[1,32,0,1 Rl[Cl1,1,1 Mp1,2] O1c5]",
      "11: found 'Rl[Cl1,1,1', expected a block that keeps the width, so that its beginning and its end can be added"
    ),
    (
      "[1,32,0,1 S1(1x0)1,3 Rl[O1c32] O1c5]",
      "25: found 'O1c32', expected a layer within the network, before the last bracket"
    ),
    (
      "[1,32,0,1 Rl[Rl[Rl[Rl[Cl1,1,1]]]] O1c5]",
      "20: found 'Rl[Cl1,1,1', expected at most 3 blocks within each other"
    ),
    (
      "[1,32,0,1 Rl[Lbx3] O1c5]",
      "14: found 'Lbx3', expected columns, not a feature map of height 32: put S1(1x0)1,3 before this layer"
    ),
    (
      "[1,32,0,1 Rl[Ct3,3,1] O1c5]",
      "15: found 't3,3,1', expected an activation: r for ReLU or l for linear, no other is supported"
    ),
    (
      "[1,1,0,1 Rl[Cr1,1,16384 Cl1,1,16384]",
      "25: found 'Cl1,1,16384', expected a network of at most 268435456 parameters: make the layers smaller"
    ),
    (
      "[1,1,0,1 Cr1,1,4096 " + String(repeating: "Rl[Cl1,1,4096]", count: 17),
      "231: found 'Rl[Cl1,1,4096', expected a network of at most 268435456 parameters: make the layers smaller"
    ),
    (
      // The block itself is one of them.
      "[1,32,0,1 Rl[" + String(repeating: "Do0.1", count: 257),
      "1289: found 'Do0.1Do0.1', expected at most 256 layers"
    ),
  ]

  @Test(arguments: messages)
  func namesThePlaceAndWhatBelongsThere(text: String, message: String) {
    let error = #expect(throws: NetworkSpecError.self) { try NetworkSpec(parsing: text) }
    #expect(error?.description == "network spec, position " + message)
  }

  @Test func unknownPresetsAreNamed() {
    let unknown = #expect(throws: NetworkSpecError.self) { try NetworkSpec.preset("large", symbols: 96) }
    #expect(
      unknown?.description
        == "network spec, position 1: found 'large', expected a preset: crnn or small or classifier")
    #expect(throws: NetworkSpecError.self) { try NetworkSpec.preset("small", symbols: 1) }
  }
}
