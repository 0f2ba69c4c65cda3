/// The text as the scene-text benchmarks compare it: lower-cased, and all but `a-z` and `0-9` removed.
///
/// Works on whole characters: `é` is removed, however it is spelled, and leaves no `e` behind.
public func caseInsensitiveAlphanumeric(_ text: String) -> String {
  text.lowercased().filter { character in
    switch character {
    case "a"..."z", "0"..."9": character.isASCII
    default: false
    }
  }
}
