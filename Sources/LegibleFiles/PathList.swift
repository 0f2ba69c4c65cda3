/// Takes a list of paths apart while it comes in pieces, as `find` and `find -print0` write them.
///
/// What stands between the paths is told by the first piece that holds any of it: a zero byte, which no path
/// may hold, before line ends of Unix and Windows (LF, CRLF), before those of old Macs (CR). A byte order mark
/// of UTF-8 is no part of the first path, and empty entries are left out. Of the list no more is kept than the
/// path whose end has not come yet.
package struct PathList {
  package enum Entry: Equatable, Sendable {
    case path(String)
    /// A name that is no text, with U+FFFD for what is not UTF-8: no file can be opened by it.
    case notUTF8(String)
  }

  private enum Separator: UInt8 {
    case zero = 0
    case newline = 0x0A
    case carriageReturn = 0x0D
  }

  /// No path is as long, in bytes.
  static let pathLimit = 1 << 20

  private var separator: Separator?
  /// The start of a path whose end has not come yet.
  private var pending: [UInt8] = []

  package init() {}

  /// - Returns: the paths that the list has got with this piece, in order.
  /// - Throws: `PathListError`.
  package mutating func add(_ piece: some Sequence<UInt8>) throws(PathListError) -> [Entry] {
    let old = pending.count
    pending += piece
    // Only what is new is looked through: a path may come in many pieces.
    let isNew = separator == nil
    if isNew { try tellSeparator(isAtEnd: false) }
    guard let separator, let last = pending[(isNew ? 0 : old)...].lastIndex(of: separator.rawValue) else {
      guard pending.count <= Self.pathLimit else { throw .tooLong(limit: Self.pathLimit) }
      return []
    }
    let entries = try entries(of: pending[..<last], separator)
    pending.removeSubrange(...last)
    return entries
  }

  /// - Returns: the last path, where nothing stood behind it.
  /// - Throws: `PathListError`.
  package mutating func end() throws(PathListError) -> [Entry] {
    if separator == nil { try tellSeparator(isAtEnd: true) }
    defer { pending = [] }
    return try entries(of: pending[...], separator ?? .newline)
  }

  private mutating func tellSeparator(isAtEnd: Bool) throws(PathListError) {
    let newline = Separator.newline.rawValue
    if pending.contains(0) {
      // Paths of one letter each, with zero bytes between them, look like UTF-16; but none of them is a line end.
      let byZeros = pending.contains(newline) ? UnicodeEncoding(byZerosOf: pending) : nil
      if let encoding = UnicodeEncoding(byMarkOf: pending) ?? byZeros { throw .encoding(encoding) }
      separator = .zero
    } else if pending.contains(newline) {
      separator = .newline
    } else if let first = pending.firstIndex(of: Separator.carriageReturn.rawValue),
      // The last one may be half of a Windows line end.
      isAtEnd || first < pending.count - 1
    {
      separator = .carriageReturn
    } else if !isAtEnd {
      return
    }
    try checkKind()
    if pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
  }

  /// Somebody may give a picture itself where its path is asked for.
  private func checkKind() throws(PathListError) {
    // A list in which paths end with zero bytes is text but for these.
    let lines = pending.prefix(FileKind.bytesLookedAt).map { $0 == 0 ? Separator.newline.rawValue : $0 }
    let kind =
      lines.withUnsafeBytes { FileKind(ofText: $0) } ?? pending.withUnsafeBytes { FileKind(of: $0) }
    if let kind, kind != .text { throw .notAList(kind) }
  }

  private func entries(of bytes: ArraySlice<UInt8>, _ separator: Separator) throws(PathListError) -> [Entry] {
    if separator != .zero, bytes.contains(0) { throw .mixed }
    return bytes.split(separator: separator.rawValue).compactMap { entry in
      var path = entry
      if separator == .newline, path.last == Separator.carriageReturn.rawValue { path.removeLast() }
      if separator == .carriageReturn, path.first == Separator.newline.rawValue { path.removeFirst() }
      if path.isEmpty { return nil }
      return String(validating: path, as: UTF8.self).map { .path($0) }
        ?? .notUTF8(String(decoding: path, as: UTF8.self))
    }
  }
}

/// Why a list of paths cannot be read on: the fact and the way out.
package enum PathListError: Error, Equatable, CustomStringConvertible {
  /// A path of more bytes than any has.
  case tooLong(limit: Int)
  /// Zero bytes after paths that stood one a line.
  case mixed
  /// Text in another encoding of Unicode than UTF-8.
  case encoding(UnicodeEncoding)
  /// No list at all, but a picture, a web page or the like.
  case notAList(FileKind)

  package var description: String {
    switch self {
    case .tooLong(let limit): "a line of more than \(limit) bytes; give one path a line"
    case .mixed:
      "a zero byte in a list of lines; give all paths one a line, or each with a zero byte behind it"
    case .encoding(let encoding): "a list in \(encoding.rawValue); give it in UTF-8"
    case .notAList(let kind): "\(kind.name), not a list of paths; give the paths of files"
    }
  }
}
