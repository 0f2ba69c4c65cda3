// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "train-from-swift",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "legible", path: "../..")],
  targets: [
    .executableTarget(
      name: "train-from-swift",
      dependencies: [.product(name: "LegibleTraining", package: "legible")])
  ],
  swiftLanguageModes: [.v6]
)
