import LegibleFiles

/// A file that crops are made from.
public struct SourceFile: Sendable, Equatable {
  public let path: String
  /// Its length.
  public let bytes: Int

  /// Files under `paths` whose names end in one of `extensions` (lower case, with the dot; empty: all files),
  /// sorted by path so that a catalogue does not depend on the order of a directory. A path that is itself a
  /// file is taken as it is. What cannot be read is left out.
  static func all(under paths: [String], extensions: [String]) -> [SourceFile] {
    let found = paths.flatMap { path -> [String] in
      guard let listing = try? FolderListing(of: path, followingFolderLinks: true) else { return [path] }
      return listing.files.filter { file in
        extensions.isEmpty || extensions.contains { file.lowercased().hasSuffix($0) }
      }.map { joinPath(path, $0) }
    }
    return found.compactMap { path -> SourceFile? in
      guard let status = try? FileStatus(of: path), status.kind == .file else { return nil }
      return SourceFile(path: path, bytes: status.size)
    }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}
