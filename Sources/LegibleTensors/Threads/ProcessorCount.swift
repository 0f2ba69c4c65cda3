import LegibleSystem

/// Processors that the process may use, at least 1: those that are online, of these the ones that it is bound
/// to, and no more than its control groups (a container's limits) give it time for.
package let processorCount: Int = {
  var count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
  #if os(Linux) || os(Android)
    if let bound = boundProcessors() { count = min(count, bound) }
    if let quota = processorQuota() { count = min(count, quota) }
  #endif
  return max(1, count)
}()

#if os(Linux) || os(Android)
  /// Processors that `taskset`, a batch system or a container binds the process to; nil where the kernel does
  /// not say.
  /// - Parameter root: where the system's files begin.
  package func boundProcessors(root: String = "") -> Int? {
    let status = smallFile(root + "/proc/self/status") ?? ""
    // A mask in hexadecimal digits, with a comma after every eighth: `Cpus_allowed: 00ff,ffffffff`.
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") }) else {
      return nil
    }
    let count = line.drop { $0 != ":" }.reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return count > 0 ? count : nil
  }

  /// Processors whose whole time the control groups of the process give it, rounded up; nil for no limit.
  ///
  /// The smallest quota counts among those of the process's group and of all groups above it, in both forms
  /// that Linux has: `cpu.max` ("quota period", or "max period"), and the older `cpu.cfs_quota_us` beside
  /// `cpu.cfs_period_us`.
  ///
  /// - Parameter root: where the system's files begin.
  package func processorQuota(root: String = "") -> Int? {
    let groups = root + "/sys/fs/cgroup"
    var smallest: Int?
    func limit(_ quota: Int?, _ period: Int?) {
      guard let quota, let period, quota > 0, period > 0 else { return }
      smallest = min(smallest ?? .max, (quota - 1) / period + 1)
    }
    for line in (smallFile(root + "/proc/self/cgroup") ?? "").split(separator: "\n") {
      // hierarchy:controllers:group
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isUnified = fields[1].isEmpty
      guard isUnified || fields[1].split(separator: ",").contains("cpu") else { continue }
      let mounts = isUnified ? ["", "/unified"] : ["/" + fields[1], "/cpu"]
      for folder in groupFolders(fields[2]) {
        for mount in mounts {
          let path = groups + mount + folder
          if isUnified {
            let words = (smallFile(path + "/cpu.max") ?? "").split { $0 == " " || $0 == "\n" }
            if words.count == 2 { limit(Int(words[0]), Int(words[1])) }
          } else {
            limit(number(path + "/cpu.cfs_quota_us"), number(path + "/cpu.cfs_period_us"))
          }
        }
      }
    }
    return smallest
  }

  /// A group and those above it as the beginnings of paths; the topmost is "". A container sees its own group
  /// there, whatever name it has outside.
  private func groupFolders(_ group: Substring) -> [String] {
    let names = group.split(separator: "/")
    // A group outside of what the process may see.
    guard !names.contains("..") else { return [""] }
    return (0...names.count).map { count in names[..<count].map { "/" + $0 }.joined() }
  }

  private func number(_ path: String) -> Int? {
    smallFile(path).flatMap { Int($0.split(separator: "\n").first ?? "") }
  }

  /// The beginning of one of the kernel's files, which do not say how long they are.
  private func smallFile(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 16384)
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress! + filled, $0.count - filled) }
      if count <= 0 { break }
      filled += count
    }
    return String(decoding: bytes[..<filled], as: UTF8.self)
  }
#endif
