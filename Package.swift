// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "legible",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Legible", targets: ["Legible"]),
    .library(name: "LegibleEvaluation", targets: ["LegibleEvaluation"]),
    .library(name: "LegibleSynthesis", targets: ["LegibleSynthesis"]),
    .library(name: "LegibleTraining", targets: ["LegibleTraining"]),
    .executable(name: "ocr", targets: ["ocr"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // Rooms, in the order a crop passes them. A target imports those above it and none below.
    .target(name: "LegibleKernels"),
    .target(name: "LegibleTensors", dependencies: ["LegibleKernels"]),
    .target(name: "LegibleImages", dependencies: ["LegibleTensors"]),
    .target(name: "LegibleLayers", dependencies: ["LegibleKernels", "LegibleTensors"]),
    .target(name: "LegibleLanguage"),
    .target(name: "LegibleCTC", dependencies: ["LegibleTensors", "LegibleLanguage"]),
    .target(name: "LegibleModels", dependencies: ["LegibleLayers", "LegibleLanguage"]),
    .target(name: "Legible", dependencies: ["LegibleImages", "LegibleCTC", "LegibleModels"]),
    .target(name: "LegibleEvaluation", dependencies: ["Legible"]),
    .target(name: "LegibleSynthesis", dependencies: ["LegibleImages", "LegibleLanguage"]),
    .target(
      name: "LegibleTraining", dependencies: ["LegibleEvaluation", "LegibleSynthesis"]),
    .executableTarget(
      name: "ocr",
      dependencies: [
        "LegibleTraining",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(name: "KernelTables", dependencies: ["LegibleKernels"], path: "Tests/KernelTables"),
    .target(name: "TestSupport", dependencies: ["LegibleLayers", "LegibleModels"], path: "Tests/Support"),
    .testTarget(
      name: "LegibleKernelsTests",
      dependencies: ["KernelTables", "LegibleKernels", "LegibleTensors", "TestSupport"]),
    .testTarget(name: "LegibleTensorsTests", dependencies: ["LegibleTensors", "TestSupport"]),
    .testTarget(name: "LegibleLayersTests", dependencies: ["LegibleLayers", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
