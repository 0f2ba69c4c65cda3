import Foundation
import Legible
import LegibleImages
import LegibleLanguage
import LegibleModels
import TestSupport
import Testing

// The tests that run beside this one ask for memory, too, so it has a process of its own, for which Swift Testing needs
// Swift 6.2; only Linux says so easily how much memory a process has.
#if compiler(>=6.2) && os(Linux)
  @Suite struct MemoryTests {
    @Test(.timeLimit(.minutes(2))) func aThousandRecognizersLeaveNoMemoryBehind() async {
      await #expect(processExitsWith: .success) {
        let folder = try TemporaryFolder()
        let files = try ModelAndPictureFiles(in: folder)
        try files.readWithNewRecognizers(0..<100)
        let before = try memoryOfThisProcess()
        try files.readWithNewRecognizers(0..<1000)
        let after = try memoryOfThisProcess()
        // A page for each recogniser, the least that a leak of its memory could be seen by, is 4 MB.
        #expect(after.resident - before.resident < 4_000_000, "resident bytes from \(before) to \(after)")
        #expect(after.mapped - before.mapped < 64_000_000, "mapped bytes from \(before) to \(after)")
      }
    }

    /// As a server does that opens a model for each request: eight threads of the caller's own, each with
    /// recognisers that live and end beside the others'.
    @Test(.timeLimit(.minutes(2))) func aThousandRecognizersInThreadsLeaveNoMemoryBehind() async {
      await #expect(processExitsWith: .success) {
        let folder = try TemporaryFolder()
        let files = try ModelAndPictureFiles(in: folder)
        func readInThreads(recognizers: Int) {
          let threads = 8
          let ended = DispatchGroup()
          for thread in 0..<threads {
            ended.enter()
            Thread.detachNewThread {
              defer { ended.leave() }
              do {
                try files.readWithNewRecognizers(
                  thread * recognizers / threads..<(thread + 1) * recognizers / threads)
              } catch {
                Issue.record(error)
              }
            }
          }
          ended.wait()
        }
        // The C library gives each thread a part of memory of its own and keeps what has been in use there:
        // turns that do the same find out how much that comes to.
        for _ in 0..<4 { readInThreads(recognizers: 125) }
        let before = try memoryOfThisProcess()
        readInThreads(recognizers: 1000)
        let after = try memoryOfThisProcess()
        #expect(after.resident - before.resident < 4_000_000, "resident bytes from \(before) to \(after)")
        #expect(after.mapped - before.mapped < 64_000_000, "mapped bytes from \(before) to \(after)")
      }
    }
  }

  /// Models of both precisions and a picture, as files.
  private struct ModelAndPictureFiles {
    let models: [String]
    let picture: String
    private let word = Image(width: 60, height: 20, pixels: (0..<1200).map { UInt8($0 % 251) })

    init(in folder: TemporaryFolder) throws {
      let network = Network(
        try NetworkSpec(parsing: "[1,32,0,1 Cbr3,3,8 Mp4,4 Cr3,3,8 Mp8,1 S1(1x0)1,3 Lbx160 O1c3]"))
      network.initialize(seed: 4)
      let alphabet = try Alphabet(["a", "b"])
      let quantized = try Calibration(network).quantizedNetwork()
      models = ["float32", "int8"].map { folder.file($0) }
      try Model(network: network, alphabet: alphabet).write(to: models[0])
      try QuantizedModel(network: quantized, alphabet: alphabet).write(to: models[1])
      picture = try folder.write("word.png", word.pngBytes())
    }

    /// Opens a recogniser for each number, reads with it, and lets it go.
    func readWithNewRecognizers(_ numbers: Range<Int>) throws {
      for number in numbers {
        let recognizer = try Recognizer(contentsOf: models[number % 2])
        let texts = recognizer.recognize(Array(repeating: word, count: 20), threads: 2)
        #expect(texts.count == 20)
        // Whatever cannot be read takes its own way out.
        recognizer.recognize(paths: [picture, models[0], "nowhere"], threads: 1) { _, _ in }
      }
    }
  }

  /// What this process has, in bytes (proc(5), statm).
  private func memoryOfThisProcess() throws -> (mapped: Int, resident: Int) {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    return (try #require(Int(fields[0])) * page, try #require(Int(fields[1])) * page)
  }
#endif
