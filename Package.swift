// swift-tools-version: 6.1
import PackageDescription

// Debian keeps the headers where the compiler looks; Homebrew does not, and pkg-config says where.
#if os(macOS)
  let pngPackage: String? = "libpng"
  let jpegPackage: String? = "libjpeg"
#else
  let pngPackage: String? = nil
  let jpegPackage: String? = nil
#endif

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
    .systemLibrary(
      name: "SystemPNG", path: "Sources/CPNG/System", pkgConfig: pngPackage,
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "SystemJPEG", path: "Sources/CJPEG/System", pkgConfig: jpegPackage,
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .target(
      name: "CPNG", dependencies: ["SystemPNG"], path: "Sources/CPNG/Shim",
      linkerSettings: [.linkedLibrary("png", .when(platforms: [.linux]))]),
    .target(
      name: "CJPEG", dependencies: ["SystemJPEG"], path: "Sources/CJPEG/Shim",
      linkerSettings: [.linkedLibrary("jpeg", .when(platforms: [.linux]))]),
    .target(name: "LegibleImages", dependencies: ["CPNG", "CJPEG"], exclude: ["README.md"]),
    .target(name: "LegibleLayers", dependencies: ["LegibleTensors"]),
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

    .testTarget(name: "LegibleTensorsTests", dependencies: ["LegibleTensors"]),
    .testTarget(
      name: "LegibleImagesTests",
      dependencies: ["LegibleImages", "LegibleTensors", "CJPEGFixtures"]),
    .target(
      name: "CJPEGFixtures", dependencies: ["SystemJPEG"], path: "Tests/Support/CJPEGFixtures",
      linkerSettings: [.linkedLibrary("jpeg", .when(platforms: [.linux]))]),
  ],
  swiftLanguageModes: [.v6]
)
