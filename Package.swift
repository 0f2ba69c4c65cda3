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

/// The tests of a room, and what they import besides it.
func tests(_ room: String, _ dependencies: Target.Dependency...) -> Target {
  .testTarget(name: room + "Tests", dependencies: [.byName(name: room), "TestSupport"] + dependencies)
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
      linkerSettings: [.linkedLibrary("png", .when(platforms: [.linux, .android])), .linkedLibrary("z")]),
    .target(
      name: "CJPEG", dependencies: ["SystemJPEG"], path: "Sources/CJPEG/Shim",
      linkerSettings: [.linkedLibrary("jpeg", .when(platforms: [.linux, .android]))]),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2",
      providers: [.apt(["libfreetype-dev"]), .brew(["freetype"])]),

    // Rooms, in the order a crop passes them. A target imports some of those above it and none below; it names all that it
    // imports.
    room("LegibleKernels"),
    room("LegibleSystem"),
    room("LegibleTensors", "LegibleKernels", "LegibleSystem"),
    room("LegibleFiles", "LegibleSystem"),
    room("LegibleImages", "CPNG", "CJPEG", "LegibleFiles"),
    room("LegibleLayers", "LegibleKernels", "LegibleTensors", "LegibleFiles"),
    room("LegibleLanguage", "LegibleSystem", "LegibleFiles"),
    room("LegibleCTC", "LegibleSystem", "LegibleLanguage"),
    room(
      "LegibleModels", "LegibleSystem", "LegibleTensors", "LegibleFiles", "LegibleImages", "LegibleLayers",
      "LegibleLanguage", "LegibleCTC"),
    room(
      "Legible", "LegibleSystem", "LegibleTensors", "LegibleImages", "LegibleLanguage", "LegibleCTC",
      "LegibleModels"),
    room("LegibleEvaluation", "LegibleSystem", "LegibleTensors", "LegibleFiles", "LegibleLanguage"),
    room(
      "LegibleReports", "LegibleSystem", "LegibleFiles", "LegibleImages", "LegibleLanguage", "Legible",
      "LegibleEvaluation"),
    room("LegibleSynthesis", "CFreeType", "LegibleSystem", "LegibleTensors", "LegibleFiles", "LegibleImages"),
    room(
      "LegibleTraining", "LegibleKernels", "LegibleSystem", "LegibleTensors", "LegibleFiles", "LegibleImages",
      "LegibleLayers", "LegibleLanguage", "LegibleCTC", "LegibleModels", "Legible", "LegibleEvaluation",
      "LegibleSynthesis"),
    .executableTarget(
      name: "ocr",
      dependencies: [
        "LegibleSystem", "LegibleTensors", "LegibleFiles", "LegibleImages", "LegibleLayers", "LegibleCTC",
        "LegibleLanguage", "LegibleModels", "Legible", "LegibleEvaluation", "LegibleReports",
        "LegibleSynthesis",
        "LegibleTraining",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["README.md"]),

    // The benchmarks see the inside of the rooms. They belong to no product, so that no user of a product builds them.
    .target(name: "CPeak", path: "Benchmarks/Sources/CPeak"),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "CPeak", "LegibleKernels", "LegibleTensors", "LegibleImages", "LegibleLayers", "LegibleCTC",
        "LegibleModels", "Legible", "LegibleTraining",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/Sources/benchmark"),

    // The fuzz targets, likewise. `make fuzz` builds them once more, with libFuzzer and sanitizers.
    .target(name: "CFuzzer", path: "Fuzzing/Sources/CFuzzer"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "CFuzzer", "CJPEGFixtures", "ImageFixtures", "LegibleSystem", "LegibleTensors", "LegibleFiles",
        "LegibleImages", "LegibleLanguage", "LegibleCTC", "LegibleModels", "Legible", "LegibleSynthesis",
        "LegibleTraining",
      ],
      path: "Fuzzing/Sources/fuzz"),

    // Tests, and what they share.
    .target(
      name: "CJPEGFixtures", dependencies: ["SystemJPEG"], path: "Tests/Support/CJPEGFixtures",
      linkerSettings: [.linkedLibrary("jpeg", .when(platforms: [.linux, .android]))]),
    .target(name: "ImageFixtures", dependencies: ["CJPEGFixtures"], path: "Tests/Support/ImageFixtures"),
    .target(name: "AllocationCounter", path: "Tests/Support/AllocationCounter"),
    .target(name: "KernelTables", dependencies: ["LegibleKernels"], path: "Tests/Support/KernelTables"),
    .target(
      name: "TestSupport",
      dependencies: ["AllocationCounter", "LegibleTensors", "LegibleLayers", "LegibleModels"],
      path: "Tests/Support", exclude: ["AllocationCounter", "CJPEGFixtures", "ImageFixtures", "KernelTables"]),
    tests("LegibleKernels", "KernelTables", "LegibleTensors"),
    tests("LegibleTensors", "LegibleKernels"),
    tests("LegibleFiles"),
    tests("LegibleImages", "LegibleTensors", "CJPEGFixtures", "ImageFixtures"),
    tests("LegibleLayers", "LegibleKernels", "LegibleTensors"),
    tests("LegibleLanguage", "LegibleTensors"),
    tests("LegibleCTC", "LegibleTensors", "LegibleLanguage"),
    tests("LegibleModels", "LegibleTensors", "LegibleImages", "LegibleLayers", "LegibleLanguage"),
    tests("Legible", "LegibleTensors", "LegibleImages", "LegibleLanguage", "LegibleCTC", "LegibleModels"),
    tests("LegibleEvaluation"),
    tests("LegibleReports", "LegibleImages", "Legible", "LegibleEvaluation"),
    tests("LegibleSynthesis", "LegibleImages", "LegibleTensors"),
    tests(
      "LegibleTraining", "LegibleTensors", "LegibleImages", "LegibleLayers", "LegibleLanguage",
      "LegibleModels", "Legible", "LegibleEvaluation", "LegibleSynthesis"),
    tests("ocr", "ImageFixtures", "LegibleLanguage", "LegibleModels"),
  ],
  swiftLanguageModes: [.v6]
)
