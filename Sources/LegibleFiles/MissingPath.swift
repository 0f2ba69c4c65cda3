/// Why a path may lead to nothing, told by how it is written, and what to write; nil where it looks like any other.
func remedy(forMissing path: String) -> String? {
  let scalars = path.unicodeScalars
  guard let first = scalars.first, let last = scalars.last else { return nil }
  // What is not UTF-8 came to this process with U+FFFD in its place, and no file is called that.
  if scalars.contains("\u{FFFD}") { return "if its name is not UTF-8, rename it" }
  if path.hasPrefix("file://") { return "give the path alone, without file://" }
  if path.contains("://") { return "that is an address: download the file first" }
  if path.hasPrefix("~") { return "the shell makes a folder of ~ only outside quotes: write the folder" }
  if scalars.contains("\t") { return "there is a tab in it: give the path alone" }
  if first == last, ["\"", "'"].contains(first), scalars.count > 2 { return "give it without quotes" }
  if first.properties.isWhitespace || last.properties.isWhitespace {
    return "there is a space at its start or end"
  }
  if scalars.contains("\\") { return "folders are parted by / here" }
  return nil
}
