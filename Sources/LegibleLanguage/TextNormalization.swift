#if canImport(Darwin)
  import Foundation
#else
  @_spi(_Unicode) import Swift
#endif

/// The text as the scene-text benchmarks compare it: lower-cased, and all but `a-z` and `0-9` removed.
///
/// Works on whole characters: `é` is removed, however it is spelled, and leaves no `e` behind.
package func caseInsensitiveAlphanumeric(_ text: String) -> String {
  text.lowercased().filter { character in
    switch character {
    case "a"..."z", "0"..."9": character.isASCII
    default: false
    }
  }
}

/// The text in Unicode's normalisation form C (Unicode Standard Annex 15).
///
/// On Linux by the standard library's own normaliser, which it compares strings by and Foundation relies on: linking all of
/// Foundation for this one function would cost the command 5 ms at each start.
package func composed(_ text: String) -> String {
  #if canImport(Darwin)
    return text.precomposedStringWithCanonicalMapping
  #else
    var result = ""
    result.unicodeScalars.append(contentsOf: text._nfc)
    return result
  #endif
}
