import LegibleTensors
import TestSupport
import Testing

#if os(Linux)
  @Suite struct ProcessorCountTests {
    /// A tree of the kernel's files: path below the root, and content.
    private func withFiles(_ files: [String: String], _ body: (_ root: String) throws -> Void) throws {
      let folder = try TemporaryFolder()
      for (path, content) in files { try folder.write(path, content) }
      try body(folder.path)
    }

    @Test(
      arguments: [
        ("100000 100000\n", 1), ("150000 100000\n", 2), ("50000 100000\n", 1), ("800000 100000\n", 8),
        ("max 100000\n", nil), ("", nil), ("100000\n", nil), ("-5 100000\n", nil), ("100000 0\n", nil),
      ] as [(String, Int?)])
    func theQuotaIsRoundedUp(content: String, expected: Int?) throws {
      try withFiles(["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": content]) {
        #expect(processorQuota(root: $0) == expected)
      }
    }

    @Test func theSmallestQuotaAboveTheGroupCounts() throws {
      try withFiles([
        "proc/self/cgroup": "0::/a/b/c\n", "sys/fs/cgroup/a/b/c/cpu.max": "max 100000\n",
        "sys/fs/cgroup/a/b/cpu.max": "400000 100000\n", "sys/fs/cgroup/a/cpu.max": "300000 100000\n",
      ]) { #expect(processorQuota(root: $0) == 3) }
    }

    /// A container's own group lies at the top of what it sees, whatever its name outside.
    @Test func aContainerFindsItsQuotaAtTheTop() throws {
      for group in ["/docker/0123", "/../..", "/"] {
        try withFiles(["proc/self/cgroup": "0::\(group)\n", "sys/fs/cgroup/cpu.max": "200000 100000\n"]) {
          #expect(processorQuota(root: $0) == 2)
        }
      }
    }

    @Test func theOlderFormIsRead() throws {
      let files = [
        "proc/self/cgroup": "5:memory:/m\n4:cpu,cpuacct:/job\n0::/\n",
        "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "250000\n",
        "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
      ]
      try withFiles(files) { #expect(processorQuota(root: $0) == 3) }
      var unlimited = files
      unlimited["sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us"] = "-1\n"
      try withFiles(unlimited) { #expect(processorQuota(root: $0) == nil) }
    }

    @Test func whereTheKernelSaysNothingThereIsNoLimit() throws {
      try withFiles([:]) {
        #expect(processorQuota(root: $0) == nil)
        #expect(boundProcessors(root: $0) == nil)
      }
    }

    @Test(
      arguments: [
        ("1", 1), ("3", 2), ("ff,ffffffff", 40), ("00000000,00000000,80000001", 2), ("0", nil), ("", nil),
      ] as [(String, Int?)])
    func theMaskIsCounted(mask: String, expected: Int?) throws {
      let status = "Name:\tocr\nThreads:\t1\nCpus_allowed:\t\(mask)\nCpus_allowed_list:\t0-77\n"
      try withFiles(["proc/self/status": status]) { #expect(boundProcessors(root: $0) == expected) }
    }

    @Test func thisProcessHasAtLeastOne() { #expect(processorCount >= 1) }
  }
#endif
