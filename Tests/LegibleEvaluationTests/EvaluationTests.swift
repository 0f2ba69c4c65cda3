import Foundation
import LegibleEvaluation
import Testing

@Suite struct EvaluationTests {
  /// Five crops and a failure, with figures counted by hand.
  ///
  /// | label | prediction | edits | plain label, plain prediction | edits | words, edits |
  /// |---|---|---|---|---|---|
  /// | `Hello` | `Hello` | 0 of 5 | `hello` `hello` | 0 of 5 | 1, 0 |
  /// | `O.K.` | `0K` | 3 of 4 | `ok` `0k` | 1 of 2 | 1, 1 |
  /// | `the cat` | `The cats` | 2 of 7 | `thecat` `thecats` | 1 of 7 | 2, 2 |
  /// | `$5` | `5` | 1 of 2 | `5` `5` | 0 of 1 | 1, 1 |
  /// | `!` | `` | 1 of 1 | `` `` | 0 of 1 | 1, 1 |
  private func example() -> Evaluation {
    var evaluation = Evaluation()
    evaluation.add(path: "a.png", label: "Hello", prediction: "Hello")
    evaluation.add(path: "b.png", label: "O.K.", prediction: "0K")
    evaluation.add(path: "c.png", label: "the cat", prediction: "The cats")
    evaluation.add(path: "d.png", label: "$5", prediction: "5")
    evaluation.add(path: "e.png", label: "!", prediction: "")
    evaluation.addFailure(path: "f.png", reason: "the file is empty")
    return evaluation
  }

  @Test func figuresAreThoseCountedByHand() {
    let report = example().report(seconds: 2)
    #expect(report.count == 5)
    #expect(report.failed == 1)
    #expect(report.exact == 1.0 / 5)
    #expect(report.caseInsensitiveAlphanumeric == 3.0 / 5)
    #expect(abs(report.oneMinusNED - (1 + 1.0 / 2 + 6.0 / 7 + 1 + 1) / 5) < 1e-15)
    #expect(report.cer == 7.0 / 19)
    #expect(report.wer == 5.0 / 6)
    #expect(report.imagesPerSecond == 2.5)
  }

  @Test func jsonHasExactlyTheNamesOfTheContract() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let report = AccuracyReport(
      count: 4, failed: 1, exact: 0.5, caseInsensitiveAlphanumeric: 0.75, oneMinusNED: 0.875, cer: 0.25,
      wer: 1.5, imagesPerSecond: 300)
    let data = try encoder.encode(report)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"caseInsensitiveAlphanumeric":0.75,"cer":0.25,"count":4,"exact":0.5,"failed":1,"#
        + #""imagesPerSecond":300,"oneMinusNED":0.875,"wer":1.5}"#)
    #expect(try JSONDecoder().decode(AccuracyReport.self, from: data) == report)
  }

  @Test func boxesAreComparedFromLeftToRight() throws {
    var evaluation = example()
    #expect(evaluation.report(seconds: 2).boxes == nil)
    // Equal; half of 4 covered by one of 2; 1 shared of 3 covered together; a miss; a true one without width, left out.
    evaluation.addBoxes(
      [0..<4, 4..<6, 6..<8, 10..<12, 12..<14], known: [0..<4, 3..<7, 7..<9, 13..<15, 12.5..<12.5])
    let boxes = try #require(evaluation.report(seconds: 2).boxes)
    #expect(boxes.characters == 4)
    #expect(abs(boxes.meanIntersectionOverUnion - (1 + 1.0 / 2 + 1.0 / 3 + 0) / 4) < 1e-15)
    #expect(boxes.missed == 1.0 / 4)
    #expect(
      evaluation.textReport(seconds: 2, worst: 0).hasSuffix(
        """
        images per second                    2.5
        boxes of characters                    4
        boxes, mean IoU                    45.8%
        boxes that miss                    25.0%

        """))

    var none = Evaluation()
    none.addBoxes([], known: [])
    #expect(
      none.report(seconds: 1).boxes == BoxReport(characters: 0, meanIntersectionOverUnion: 0, missed: 0))
  }

  @Test func nothingGivesZeros() {
    #expect(
      Evaluation().report(seconds: 0)
        == AccuracyReport(
          count: 0, failed: 0, exact: 0, caseInsensitiveAlphanumeric: 0, oneMinusNED: 0, cer: 0, wer: 0,
          imagesPerSecond: 0))
  }

  @Test func emptyLabelsCountTheirInsertions() {
    var evaluation = Evaluation()
    evaluation.add(path: "a", label: "", prediction: "xy")
    let report = evaluation.report(seconds: 1)
    #expect(report.cer == 2)
    #expect(report.wer == 1)
    #expect(report.oneMinusNED == 0)
    #expect(report.exact == 0)
  }

  @Test func confusionsAreOrderedByCountThenByCharacter() {
    var evaluation = Evaluation()
    evaluation.add(path: "a", label: "l0l", prediction: "1O1")
    evaluation.add(path: "b", label: "0.", prediction: "O")
    evaluation.add(path: "c", label: "l", prediction: "1i")
    let confusions = evaluation.confusions
    #expect(
      confusions.map(\.confusion) == [
        .substitution("l", with: "1"), .substitution("0", with: "O"), .deletion("."), .insertion("i"),
      ])
    #expect(confusions.map(\.count) == [3, 2, 1, 1])
  }

  @Test func misreadingsComeWorstFirstWhateverTheOrderOfTheCrops() {
    let crops = [
      ("a", "same", "same"), ("b", "abcd", "abcx"), ("z", "ab", "xy"), ("c", "abcd", "wxyz"),
      ("e", "ab", "ax"),
      ("d", "abcd", "abxy"),
    ]
    var forwards = Evaluation()
    for (path, label, prediction) in crops { forwards.add(path: path, label: label, prediction: prediction) }
    var backwards = Evaluation()
    for (path, label, prediction) in crops.reversed() {
      backwards.add(path: path, label: label, prediction: prediction)
    }
    // 4 of 4 before 2 of 2, 2 of 4 before 1 of 2, then 1 of 4.
    #expect(forwards.misreadings.map(\.path) == ["c", "z", "d", "e", "b"])
    #expect(forwards.misreadings.map(\.edits) == [4, 2, 2, 1, 1])
    #expect(backwards.misreadings == forwards.misreadings)
  }

  @Test func canonicalEquivalentsAreEqual() {
    var evaluation = Evaluation()
    evaluation.add(path: "a", label: "caf\u{E9}", prediction: "cafe\u{301}")
    let report = evaluation.report(seconds: 1)
    #expect(report.exact == 1)
    #expect(report.cer == 0)
    #expect(evaluation.misreadings.isEmpty)
  }

  @Test func textReportShowsFiguresListsAndFailures() {
    #expect(
      example().textReport(seconds: 2, worst: 2) == """
        crops                                  5
        failed                                 1
        exact                              20.0%
        case-insensitive alphanumeric      60.0%
        1-NED                              87.1%
        character error rate               36.8%
        word error rate                    83.3%
        images per second                    2.5

        Worst confusions
                  2  "." lost
                  1  "O" read as "0"
          and 4 more

        Worst misreadings
          e.png: "!" read as ""
          b.png: "O.K." read as "0K"
          and 2 more

        Failures
          f.png: the file is empty

        """)
  }

  @Test func textReportEscapesWhatCouldCommandATerminal() {
    var evaluation = Evaluation()
    evaluation.add(path: "a", label: "x\u{1B}[2J", prediction: "x")
    evaluation.add(path: "b\u{1B}[31m\n.png", label: "\u{202E}x\u{9B}", prediction: "\u{7F}")
    evaluation.addFailure(path: "c\r.png", reason: "no\u{1B}c")
    let report = evaluation.textReport(seconds: 1)
    #expect(report.unicodeScalars.allSatisfy { $0 == "\n" || 0x20...0x7E ~= $0.value })
    #expect(report.contains(#"b\u{1B}[31m\n.png: "\u{202E}x\u{009B}" read as "\u{7F}""#))
    #expect(report.contains(#"c\r.png: no\u{1B}c"#))
  }
}
