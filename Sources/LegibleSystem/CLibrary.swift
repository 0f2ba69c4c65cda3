// The C library has another name on each platform. Here alone are they told apart.
#if canImport(Darwin)
  @_exported import Darwin
#elseif canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#elseif canImport(Android)
  @_exported import Android
#else
  #error("The C library of this platform is unknown: its module belongs in this list.")
#endif
