// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "read-from-swift",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "legible", path: "../..")],
  targets: [
    .executableTarget(
      name: "read-from-swift",
      dependencies: [.product(name: "Legible", package: "legible")])
  ],
  swiftLanguageModes: [.v6]
)
