import CFreeType

/// One FreeType library. Not to be shared between threads.
final class FontLibrary {
  let handle: FT_Library

  init() throws(SynthesisError) {
    var library: FT_Library?
    let code = FT_Init_FreeType(&library)
    guard code == 0, let library else { throw .fontLibrary(code: code) }
    handle = library
  }

  deinit {
    FT_Done_FreeType(handle)
  }
}
