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

/// A room of the package: a library target with its README beside the sources.
func room(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies, exclude: ["README.md"])
}

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
    // System libraries, each behind a module map and, where it reports errors by longjmp, a shim in C.
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
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2",
      providers: [.apt(["libfreetype-dev"]), .brew(["freetype"])]),

    // Rooms, in the order a crop passes them. A target imports those above it and none below.
    room("LegibleKernels"),
    room("LegibleTensors", "LegibleKernels"),
    room("LegibleImages", "CPNG", "CJPEG"),
    room("LegibleLayers", "LegibleKernels", "LegibleTensors"),
    room("LegibleLanguage"),
    room("LegibleCTC", "LegibleTensors", "LegibleLanguage"),
    room("LegibleModels", "LegibleLayers", "LegibleLanguage"),
    room("Legible", "LegibleImages", "LegibleCTC", "LegibleModels"),
    room("LegibleEvaluation", "Legible", "LegibleLanguage"),
    room("LegibleSynthesis", "CFreeType", "LegibleImages", "LegibleTensors"),
    room("LegibleTraining", "LegibleKernels", "LegibleLanguage", "LegibleEvaluation", "LegibleSynthesis"),
    .executableTarget(
      name: "ocr",
      dependencies: ["LegibleTraining", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      exclude: ["README.md"]),

    // Tests, and what they share.
    .target(
      name: "CJPEGFixtures", dependencies: ["SystemJPEG"], path: "Tests/Support/CJPEGFixtures",
      linkerSettings: [.linkedLibrary("jpeg", .when(platforms: [.linux]))]),
    .target(name: "AllocationCounter", path: "Tests/Support/AllocationCounter"),
    .target(name: "KernelTables", dependencies: ["LegibleKernels"], path: "Tests/Support/KernelTables"),
    .target(
      name: "TestSupport", dependencies: ["AllocationCounter", "LegibleLayers", "LegibleModels"],
      path: "Tests/Support", exclude: ["AllocationCounter", "CJPEGFixtures", "KernelTables"]),
    .testTarget(
      name: "LegibleKernelsTests",
      dependencies: ["KernelTables", "LegibleKernels", "LegibleTensors", "TestSupport"]),
    .testTarget(name: "LegibleTensorsTests", dependencies: ["LegibleTensors", "TestSupport"]),
    .testTarget(
      name: "LegibleImagesTests",
      dependencies: ["LegibleImages", "LegibleTensors", "CJPEGFixtures", "TestSupport"]),
    .testTarget(name: "LegibleLayersTests", dependencies: ["LegibleLayers", "TestSupport"]),
    .testTarget(name: "LegibleLanguageTests", dependencies: ["LegibleLanguage"]),
    .testTarget(name: "LegibleCTCTests", dependencies: ["LegibleCTC", "LegibleTensors"]),
    .testTarget(name: "LegibleModelsTests", dependencies: ["LegibleModels", "TestSupport"]),
    .testTarget(name: "LegibleTests", dependencies: ["Legible", "LegibleTensors", "TestSupport"]),
    .testTarget(name: "LegibleEvaluationTests", dependencies: ["LegibleEvaluation"]),
    .testTarget(
      name: "LegibleSynthesisTests",
      dependencies: ["LegibleSynthesis", "LegibleImages", "LegibleTensors", "TestSupport"]),
    .testTarget(name: "LegibleTrainingTests", dependencies: ["LegibleTraining", "TestSupport"]),
    .testTarget(name: "ocrTests", dependencies: ["ocr", "LegibleModels", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
