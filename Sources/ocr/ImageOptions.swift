import ArgumentParser
import Legible

/// What the commands that open pictures have in common.
struct ImageOptions: ParsableArguments {
  @Flag(
    help:
      "Use pictures whose files are cut short or changed as far as they go, with a warning, and do not refuse them."
  )
  var damaged = false

  var limits: ImageLimits { ImageLimits(allowsDamage: damaged) }
}

extension ImageError {
  /// The error in the command's words, which has a flag for what is a limit in the library.
  var commandDescription: String { description + hint }

  /// The same without the file's name.
  var commandFactDescription: String { factDescription + hint }

  private var hint: String { isDamage ? ", or use what is left of it with --damaged" : "" }
}
