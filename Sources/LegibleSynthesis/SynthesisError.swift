/// Why no crops can be made.
public enum SynthesisError: Error, Equatable, CustomStringConvertible {
  /// None of the files is a font that can be used.
  case noFonts(folders: [String], rejected: Int)
  /// No kind of text with a share above 0 can be written with the alphabet and the fonts.
  case nothingToWrite
  /// A character of the alphabet is made of several Unicode scalars.
  case compositeCharacter(Character)
  /// No assignment of a probability to a look.
  case notALook(String)
  case fontLibrary(code: Int32)

  public var description: String {
    switch self {
    case .noFonts(let folders, let rejected):
      "no usable font in \(folders.joined(separator: ", ")) (\(rejected) files rejected); "
        + "Scripts/install-synthesis-data.sh fetches a good set"
    case .nothingToWrite:
      "no text can be written: the alphabet is too small for every kind of text that has a share, "
        + "or no font holds its characters"
    case .compositeCharacter(let character):
      "the alphabet's character “\(character)” is made of several Unicode scalars; fonts are looked up by single ones"
    case .notALook(let assignment):
      "“\(assignment)” is not of the form NAME=PROBABILITY, with a probability of 0 to 1 and a name out of all, "
        + LookShares.names.joined(separator: ", ")
    case .fontLibrary(let code):
      "FreeType could not start (error \(code))"
    }
  }
}
