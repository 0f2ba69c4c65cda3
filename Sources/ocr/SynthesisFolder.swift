#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where Scripts/install-synthesis-data.sh puts its files unless told otherwise.
func defaultSynthesisFolder() -> String {
  let environment = ProcessInfo.processInfo.environment
  let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
  return cache + "/legible/synthesis"
}
