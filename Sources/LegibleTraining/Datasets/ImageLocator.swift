import LegibleFiles
import LegibleLanguage

/// Finds the image files that a labels file names, as they are called on this machine.
///
/// A path as it stands comes first. One that leads to nothing is also read as other systems and programs write
/// paths: with backslashes, in quotes, percent-encoded, as a `file:` URL, in the other of Unicode's forms, in
/// capitals where the disk has small letters. What is found that way is one file and can be meant by nothing
/// else; where it could be several, or lies in another folder, the message says so instead.
struct ImageLocator {
  /// The folder of the labels file, where relative paths start.
  private let folder: String
  /// Folders that were looked through, by their paths.
  private var listings: [String: Listing] = [:]

  /// The names in a folder. Swift takes strings that differ only in Unicode's form for the same key.
  private struct Listing {
    /// In the order of their characters.
    let all: [String]
    /// By the names in lower case.
    let names: [String: [String]]
    /// The first image of those whose names are the same in lower case but for the extension.
    let images: [String: String]

    init(of folder: String) {
      all = ((try? LegibleFiles.names(in: folder)) ?? []).sorted()
      names = Dictionary(grouping: all) { $0.lowercased() }
      images = Dictionary(all.filter(isImageName).map { (withoutExtension($0).lowercased(), $0) }) {
        first, _ in
        first
      }
    }
  }

  /// Folders kept in memory, and parts of a path that are left out in turn: bounds for a hostile labels file.
  private static let listingLimit = 256
  private static let partLimit = 16
  /// Folders below that of the labels that are looked into for a name alone.
  private static let folderLimit = 64
  /// Lines for which the real reason is searched: nobody reads more of them.
  private var hintsLeft = 1_000

  init(folder: String) { self.folder = folder }

  /// - Parameter written: the path as the labels file has it.
  /// - Returns: the path of a regular file, or why there is none.
  mutating func locate(_ written: String) -> Result<String, LineFailure> {
    if written.isEmpty { return .failure(LineFailure(reason: "empty path")) }
    if written.utf8.contains(0) { return .failure(LineFailure(reason: "the path holds a zero byte")) }
    let path = joinPath(folder, written)
    do throws(SystemError) {
      guard try FileStatus(of: path).kind == .file else {
        return .failure(LineFailure(reason: "\(path.quotedPath) is not a file"))
      }
      return .success(path)
    } catch {
      guard error.isMissing else { return .failure(LineFailure(reason: "\(path.quotedPath): \(error)")) }
    }
    let readings = Self.readings(of: written)
    for reading in readings {
      if let found = find(reading) { return .success(found) }
    }
    let hint = hint(for: written, read: readings.last ?? written).map { "; " + $0 } ?? ""
    return .failure(LineFailure(reason: "no image file \(path.quotedPath)\(hint)"))
  }

  /// What a path may mean, from the nearest to what is written to the farthest.
  private static func readings(of written: String) -> [String] {
    var readings = [written]
    func add(_ reading: String) { if !reading.isEmpty, reading != readings.last { readings.append(reading) } }
    add(withoutSpacesAround(written))
    for quote in ["\"", "'"] {
      let path = readings[readings.count - 1]
      if path.count > 2, path.hasPrefix(quote), path.hasSuffix(quote) {
        add(String(path.dropFirst().dropLast()))
      }
    }
    add(readings[readings.count - 1].replacing("\\", with: "/"))
    let path = readings[readings.count - 1]
    if path.hasPrefix("file://") { add(String(path.dropFirst("file://".count))) }
    if let decoded = percentDecoded(readings[readings.count - 1]) { add(decoded) }
    return readings
  }

  /// The file that a path leads to, each part of it taken for what lies there under an equivalent name.
  private mutating func find(_ path: String) -> String? {
    var place = path.utf8.first == UInt8(ascii: "/") ? "/" : folder
    for part in path.split(separator: "/") where part != "." {
      let exact = joinPath(place, String(part))
      if exists(exact) {
        place = exact
      } else if let name = equivalent(of: String(part), in: place) {
        place = joinPath(place, name)
      } else {
        return nil
      }
    }
    return (try? FileStatus(of: place))?.kind == .file ? place : nil
  }

  /// A name in a folder that is the same in Unicode's other form, or else but for capitals, if only one is.
  private mutating func equivalent(of name: String, in folder: String) -> String? {
    let candidates = listing(of: folder).names[name.lowercased()] ?? []
    return candidates.first { $0 == name } ?? (candidates.count == 1 ? candidates[0] : nil)
  }

  private mutating func listing(of folder: String) -> Listing {
    if let known = listings[folder] { return known }
    if listings.count == Self.listingLimit { listings = [:] }
    let listing = Listing(of: folder)
    listings[folder] = listing
    return listing
  }

  // MARK: The real reason

  /// What to do about a path that leads to nothing, where it can be told.
  private mutating func hint(for written: String, read: String) -> String? {
    guard hintsLeft > 0 else { return nil }
    hintsLeft -= 1
    if written.contains("://"), !written.hasPrefix("file:") {
      return "that is an address: download the pictures and write their paths"
    }
    let parts = read.split(separator: "/")
    // Written as seen from a folder above, or on another machine.
    for count in parts.indices.dropFirst().prefix(Self.partLimit) {
      let rest = parts[count...].joined(separator: "/")
      if find(rest) != nil {
        return "paths start at the labels file's folder, where \(rest.quotedPath) is: write that"
      }
    }
    if Self.isAbsolute(read) {
      return "an absolute path holds on one machine only: write paths that start at the labels file's folder"
    }
    // Pictures in a folder below, and names without it.
    let folders = listing(of: folder).all.filter { lowercasedExtension(of: $0) == nil }.prefix(
      Self.folderLimit)
    for folder in folders {
      if find(folder + "/" + read) != nil {
        return "there is \(joinPath(folder, read).quotedPath): write that"
      }
    }
    let listing = listing(of: joinPath(folder, folderPart(of: read)))
    let name = namePart(of: read)
    if let same = listing.names[name.lowercased()], same.count > 1 {
      return "several names differ from it in capitals only: write it as it is"
    }
    return listing.images[withoutExtension(name).lowercased()].map {
      "there is \($0.quotedPath): write that"
    }
  }

  /// Of Unix, of Windows, or from somebody's home folder.
  private static func isAbsolute(_ path: String) -> Bool {
    let drive = path.utf8.prefix(3)
    let isDrive = drive.count == 3 && drive.dropFirst().elementsEqual(":/".utf8)
    return path.hasPrefix("/") || path.hasPrefix("~") || isDrive
  }
}

private func withoutSpacesAround(_ text: String) -> String {
  String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}

/// `a b.png` from `a%20b.png`; nil where nothing is encoded, or not in UTF-8.
private func percentDecoded(_ text: String) -> String? {
  guard text.utf8.contains(UInt8(ascii: "%")) else { return nil }
  let bytes = Array(text.utf8)
  var decoded: [UInt8] = []
  var index = 0
  while index < bytes.count {
    let digits = bytes[index...].dropFirst().prefix(2)
    if bytes[index] == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
      let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), value != 0
    {
      decoded.append(value)
      index += 3
    } else {
      decoded.append(bytes[index])
      index += 1
    }
  }
  return decoded == bytes ? nil : String(validating: decoded, as: UTF8.self)
}
