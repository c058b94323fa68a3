// swift-tools-version: 6.2
import PackageDescription

/// One target of the package: three lines where it is declared, its settings derived here.
struct UnrollTarget {
  enum Kind { case library, hidden, executable, test }

  var kind: Kind
  var name: String
  var dependencies: [Target.Dependency]
  var resources: [Resource] = []
  var exclude: [String] = []

  var path: String { kind == .test || name.hasPrefix("_") ? "Tests/\(name)" : "Sources/\(name)" }

  var target: Target {
    switch kind {
    case .library, .hidden:
      .target(
        name: name, dependencies: dependencies, path: path, resources: resources,
        swiftSettings: strictSettings)
    case .executable:
      .executableTarget(
        name: name, dependencies: dependencies, path: path, resources: resources,
        swiftSettings: strictSettings)
    case .test:
      .testTarget(
        name: name, dependencies: dependencies + ["_UnrollTestSupport"], path: path,
        exclude: exclude, resources: resources, swiftSettings: strictSettings)
    }
  }
}

/// Settings of every Swift target: C modules cannot leak into the public API, imports are explicit.
let strictSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// What only the server and the command line build: HTTP, and the sockets below it.
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
  name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let serviceLifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
  .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
]

/// Swift targets, lowest level first; each may import lower levels only, along these edges.
let swiftTargets: [UnrollTarget] = [
  // 1 foundation
  .init(kind: .hidden, name: "UnrollTensor", dependencies: ["CUnrollKernels"]),
  // 2 domains
  .init(kind: .library, name: "UnrollNN", dependencies: ["UnrollTensor"]),
  .init(kind: .hidden, name: "UnrollHDF5", dependencies: ["UnrollTensor", "CHDF5", "CZlib"]),
  .init(kind: .hidden, name: "UnrollArchive", dependencies: ["UnrollTensor", "CArchive", "CZlib"]),
  // 3 formats and text
  .init(
    kind: .library, name: "UnrollKeras",
    dependencies: ["UnrollTensor", "UnrollNN", "UnrollHDF5", "UnrollArchive"]),
  .init(
    kind: .library, name: "UnrollText",
    dependencies: ["UnrollTensor", "UnrollNN", "UnrollArchive"]),
  // 4 one import
  .init(
    kind: .library, name: "Unroll",
    dependencies: ["UnrollTensor", "UnrollNN", "UnrollKeras", "UnrollText", "UnrollArchive"],
    resources: [.copy("Resources/sample")]),
  .init(
    kind: .library, name: "UnrollInsight",
    dependencies: ["UnrollTensor", "UnrollNN", "UnrollText", "Unroll"],
    resources: [.copy("Resources/page")]),
  // 5 applications
  .init(
    kind: .library, name: "UnrollServer",
    dependencies: [
      "UnrollTensor", "UnrollNN", "UnrollKeras", "UnrollText", "UnrollArchive", "Unroll",
      "UnrollInsight", "CMalloc", hummingbird, hummingbirdCore, logging, httpTypes,
      serviceLifecycle, unixSignals,
    ] + nio),
  .init(
    kind: .executable, name: "UnrollCLI",
    dependencies: [
      "UnrollTensor", "UnrollNN", "UnrollKeras", "UnrollText", "UnrollArchive", "Unroll",
      "UnrollInsight", "UnrollServer", argumentParser, logging,
    ]),
  // tests
  .init(kind: .hidden, name: "_UnrollTestSupport", dependencies: ["UnrollTensor", "UnrollNN"]),
  .init(kind: .test, name: "UnrollTensorTests", dependencies: ["UnrollTensor"]),
  .init(kind: .test, name: "UnrollNNTests", dependencies: ["UnrollTensor", "UnrollNN"]),
  .init(kind: .test, name: "UnrollHDF5Tests", dependencies: ["UnrollTensor", "UnrollHDF5"]),
  .init(
    kind: .test, name: "UnrollArchiveTests",
    dependencies: ["UnrollTensor", "UnrollArchive", "CArchive"]),
  .init(
    kind: .test, name: "UnrollKerasTests",
    dependencies: ["UnrollTensor", "UnrollNN", "UnrollKeras", "UnrollHDF5", "UnrollArchive"]),
  .init(
    kind: .test, name: "UnrollTextTests",
    dependencies: ["UnrollTensor", "UnrollNN", "UnrollText", "UnrollArchive"],
    exclude: ["Fixtures"]),
  .init(kind: .test, name: "UnrollTests", dependencies: ["Unroll"]),
  .init(
    kind: .test, name: "UnrollInsightTests",
    dependencies: [
      "UnrollTensor", "UnrollNN", "UnrollKeras", "UnrollText", "Unroll", "UnrollInsight",
    ]),
  .init(
    kind: .test, name: "UnrollCLITests",
    dependencies: [
      "UnrollTensor", "UnrollNN", "UnrollKeras", "UnrollArchive", "UnrollCLI", "Unroll",
      "UnrollInsight",
    ]),
  .init(
    kind: .test, name: "UnrollServerTests",
    dependencies: [
      "UnrollServer", "Unroll", hummingbird, hummingbirdTesting, httpTypes, logging,
    ]),
  .init(
    kind: .test, name: "UnrollHostileTests",
    dependencies: [
      "UnrollTensor", "UnrollNN", "UnrollKeras", "UnrollText", "UnrollArchive", "UnrollHDF5",
      "Unroll", "UnrollServer",
    ]),
]

/// C targets: our kernels, and the module maps of the system's libraries.
let cTargets: [Target] = [
  .target(
    name: "CUnrollKernels",
    cSettings: [
      .define("_GNU_SOURCE"),
      // Kernels at -O0 make the tests a hundred times slower; Swift stays in debug.
      .unsafeFlags(["-O2"], .when(configuration: .debug)),
    ]),
  .systemLibrary(name: "CMalloc"),
  .systemLibrary(
    name: "CHDF5", pkgConfig: "hdf5",
    providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
  .systemLibrary(
    name: "CArchive", pkgConfig: "libarchive",
    providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
  .systemLibrary(
    name: "CZlib", pkgConfig: "zlib",
    providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
]

let package = Package(
  name: "unroll",
  platforms: [.macOS("26.0")],
  products: swiftTargets.filter { $0.kind == .library }
    .map { .library(name: $0.name, targets: [$0.name]) } + [
      .executable(name: "unroll", targets: ["UnrollCLI"])
    ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.0"),
    .package(
      url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: cTargets + swiftTargets.map(\.target),
  swiftLanguageModes: [.v6]
)
