import Foundation
import Testing

/// What ends a run, or is taken away from it, while it trains.
@Suite struct InterruptionTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.synthesize("crops", count: 20)
  }

  /// A run that does not end by itself, as the shell's words.
  private func command(_ arguments: String = "--output model") -> String {
    "$OCR train crops --network '\(Sandbox.tinyNetwork)' --steps 1000000 --batch-size 8 --report-steps 20 "
      + "--threads 1 \(arguments)"
  }

  /// Waits for the log's first report, which comes once signals are looked after.
  private let untilItTrains =
    "until [ $(wc -l <model.log.tsv 2>/dev/null || echo 0) -gt 1 ]; do sleep 0.02; done; "

  @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
  func aSignalEndsTheRunWithACheckpoint(signal: String, status: Int32) throws {
    let outcome = try sandbox.shell(
      "\(command()) & \(untilItTrains) test ! -e model.checkpoint || exit 9; kill -\(signal) $!; wait $!")
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains("interrupted at step "))
    let resumed = try sandbox.ocr("train", "--resume", "--epochs", "0.1", "--output", "model")
    #expect(resumed.errors.hasPrefix("the run of model.checkpoint is past "))
  }

  @Test func aRunThatIsToOutliveItsTerminalDoes() throws {
    let outcome = try sandbox.shell(
      "trap '' HUP; \(command()) & \(untilItTrains) kill -HUP $!; sleep 0.3; kill -0 $! || exit 9; kill -TERM $!; wait $!"
    )
    #expect(outcome.status == 143, "\(outcome.errors)")
  }

  /// The terminal has gone, and with it all three streams, before the run saves.
  @Test func itSavesWithoutAnyStream() throws {
    let outcome = try sandbox.shell(
      "\(command()) <&- >&- 2>&- & \(untilItTrains) kill -HUP $!; wait $!")
    #expect(outcome.status == 129)
    let shown = try sandbox.ocr("inspect", "model.checkpoint")
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(try sandbox.ocr("inspect", "model").status == 0)
    // Nothing of what was meant for a stream is in a file.
    #expect(
      try sandbox.lines("model.log.tsv").dropFirst().allSatisfy { Int($0.prefix { $0 != "\t" }) != nil })
  }

  @Test func aReaderOfTheProgressThatGoesAwayDoesNotEndTheRun() throws {
    let outcome = try sandbox.shell(
      """
      mkfifo progress; \(command()) 2>progress & head -n 1 <progress >/dev/null
      \(untilItTrains) sleep 0.3; kill -0 $! || exit 9; kill -TERM $!; wait $!
      """)
    #expect(outcome.status == 143, "\(outcome.errors)")
  }

  @Test func resultsWithoutAStreamAreAnErrorAndHarmNoFile() throws {
    let trained = try sandbox.ocr(
      "train", "crops", "--network", Sandbox.tinyNetwork, "--steps", "2", "--output", "model")
    #expect(trained.status == 0, "\(trained.errors)")
    let outcome = try sandbox.shell("$OCR recognize crops --model model >&-")
    #expect(outcome.status == 1)
    #expect(outcome.errors == "standard output: Bad file descriptor\n")
    #expect(try sandbox.shell("$OCR inspect model >&- 2>&-").status == 1)
    #expect(try sandbox.shell("echo crops/000000.png | $OCR recognize - --model model 2>&-").status == 0)
    #expect(
      try sandbox.shell("$OCR recognize - --model model <&-").errors
        == "standard input: Bad file descriptor\n")
  }

  /// A limit on the size of files stands for a disk that is full: the system refuses to write on.
  @Test func aFileThatCannotBeWrittenEndsTheRunAndLeavesWhatWasSaved() throws {
    let begun = try sandbox.shell("\(command()) & \(untilItTrains) kill -TERM $!; wait $!")
    #expect(begun.status == 143)
    let names = ["model", "model.checkpoint"]
    let saved = try names.map { try sandbox.read($0) }
    let outcome = try sandbox.shell(
      "ulimit -f 8; $OCR train --resume --output model --threads 1 --checkpoint-seconds 0")
    #expect(outcome.status == 1)
    let words = outcome.errors.split(separator: "\n").last ?? ""
    #expect(words.hasPrefix("model.checkpoint: cannot be written: File too large; step "))
    #expect(words.hasSuffix(" is saved, to go on from there: ocr train --resume --output model"))
    #expect(try names.map { try sandbox.read($0) } == saved)
    let rest = try FileManager.default.contentsOfDirectory(atPath: sandbox.path)
    #expect(!rest.contains { $0.hasSuffix(".partial") })

    let quantized = try sandbox.shell("ulimit -f 4; $OCR quantize model --calibration crops --output int8")
    #expect(quantized.status == 1)
    #expect(quantized.errors == "int8: cannot be written: File too large\n")
    #expect(!sandbox.exists("int8"))
    let drawn = try sandbox.shell(
      "ulimit -f 1; $OCR synthesize more --count 3 --fonts \(Sandbox.fonts)")
    #expect(drawn.status == 1)
    #expect(drawn.errors.hasSuffix(".png: cannot be written: File too large\n"), "\(drawn.errors)")
    #expect(!sandbox.exists("more/labels.tsv"))
  }

  @Test func aLogThatIsTakenAwayEndsTheRunWithACheckpoint() throws {
    let outcome = try sandbox.shell(
      "mkdir logs; \(command("--output model --log logs/a.tsv")) & "
        + "until [ $(wc -l <logs/a.tsv 2>/dev/null || echo 0) -gt 1 ]; do sleep 0.02; done; rm -r logs; wait $!"
    )
    #expect(outcome.status == 1)
    let words = outcome.errors.split(separator: "\n").last ?? ""
    #expect(words.hasPrefix("logs/a.tsv: cannot be written: No such file or directory; step "), "\(words)")
    #expect(try sandbox.ocr("inspect", "model.checkpoint").status == 0)
  }

  /// Moved away at once: `rm -r` would find the folder full again where the run has just begun a file.
  @Test func whereTheWholeFolderGoesNothingIsSaidToBeSaved() throws {
    let outcome = try sandbox.shell(
      "mkdir run; \(command("--output run/model --log model.log.tsv --checkpoint-seconds 0.05")) & \(untilItTrains) "
        + "mv run gone; wait $!")
    #expect(outcome.status == 1)
    let words = outcome.errors.split(separator: "\n").last ?? ""
    #expect(
      words.hasPrefix("run/model") && words.hasSuffix(": cannot be written: No such file or directory"),
      "\(words)")
  }

  @Test func aCropThatGoesAwayEndsTheRunWithACheckpoint() throws {
    let outcome = try sandbox.shell("\(command()) & \(untilItTrains) rm crops/*.png; wait $!")
    #expect(outcome.status == 1)
    let words = outcome.errors.split(separator: "\n").last ?? ""
    #expect(words.hasPrefix("crops/0000"), "\(words)")
    #expect(words.contains(".png: cannot be read: No such file or directory; step "))
    #expect(words.hasSuffix(" is saved, to go on from there: ocr train --resume --output model"))
    #expect(try sandbox.ocr("inspect", "model.checkpoint").status == 0)
  }
}
