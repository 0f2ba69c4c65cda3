import ArgumentParser
import LegibleFiles
import LegibleSystem
import LegibleTensors

/// The command. A subcommand is a file of its own, named here.
@main
struct OCR: ParsableCommand {
  /// As documents name what wrote them.
  static let software = (name: "Legible", version: "0.1.0")

  static let configuration = CommandConfiguration(
    commandName: "ocr",
    abstract: "Reads text from image crops of words and lines, and trains the models that do.",
    discussion: """
      Examples:
        ocr recognize samples/
        ocr evaluate samples/
        ocr train my-crops/ --output my.safetensors

      Exit code: 0 everything done, 1 some inputs failed, 2 nothing could start.
      """,
    version: software.version,
    subcommands: [
      Recognize.self, Evaluate.self, Train.self, Synthesize.self, Quantize.self, Calibrate.self, Inspect.self,
      TrainLanguage.self,
      TuneLanguage.self,
      Complete.self,
      Study.self,
    ])

  static func main() {
    FileDescriptor.reserveStandardStreams()
    // A file beyond the limit of the shell (`ulimit -f`) is then an error like a full disk.
    ignore(SIGXFSZ)
    do {
      var command = try parseAsRoot()
      try checkInstructionSet()
      try command.run()
    } catch let failure as Failure {
      exit(failure)
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch {
      // Help and the version are thrown too, and are no failure.
      if exitCode(for: error) == .success {
        exit(printing: fullMessage(for: error))
      }
      exit(Failure(parserMessage(error) ?? "ocr: \(error)"))
    }
  }

  /// The kernels pass over a name that they do not know; who gave it would measure, or test, something else.
  private static func checkInstructionSet() throws(Failure) {
    guard let name = getenv("LEGIBLE_ISA").map({ String(cString: $0) }), !name.isEmpty else { return }
    if InstructionSet(rawValue: name)?.isAvailable == true { return }
    let names = InstructionSet.allCases.filter(\.isAvailable).map(\.rawValue).joined(separator: ", ")
    throw Failure(
      "LEGIBLE_ISA: \(name.debugDescription) is no instruction set of this processor; it has \(names)")
  }

  private static func exit(_ failure: Failure) -> Never {
    printError(failure.message)
    exit(failure.code)
  }

  private static func exit(printing text: String) -> Never {
    var output = StandardOutput()
    do throws(Failure) {
      try output.write(text, "\n")
      try output.flush()
    } catch { exit(error) }
    exit(0)
  }

  private static func exit(_ code: Int32) -> Never {
    fflush(nil)
    LegibleSystem.exit(code)
  }

  /// The parser's words for wrong arguments; nil for an error that is not the parser's.
  private static func parserMessage(_ error: any Error) -> String? {
    exitCode(for: error) == .validationFailure ? fullMessage(for: error) : nil
  }
}
