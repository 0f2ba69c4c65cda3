// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that neither Legible nor its users ever build it.
let package = Package(
  name: "legible-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "legible", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .target(name: "CPeak"),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "CPeak",
        .product(name: "Legible", package: "legible"),
        .product(name: "LegibleTraining", package: "legible"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
