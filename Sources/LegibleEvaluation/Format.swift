import LegibleSystem

/// Numbers in the format of `printf`, at most a line of them.
package func format(_ template: String, _ numbers: any CVarArg...) -> String {
  withVaList(numbers) { list in
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { line in
      vsnprintf(line.baseAddress!, line.count, template, list)
      return String(cString: line.baseAddress!)
    }
  }
}
