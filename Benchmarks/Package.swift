// swift-tools-version: 6.2
import PackageDescription

/// The settings of the package that is measured.
let strictSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// A package of its own: whoever depends on Unroll never builds or sees it.
let package = Package(
  name: "unroll-bench",
  platforms: [.macOS("26.0")],
  products: [.executable(name: "unroll-bench", targets: ["UnrollBench"])],
  dependencies: [.package(name: "unroll", path: "..")],
  targets: [
    .target(
      name: "CBench", path: "Sources/CBench", cSettings: [.define("_GNU_SOURCE")],
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .executableTarget(
      name: "UnrollBench",
      dependencies: ["CBench", .product(name: "Unroll", package: "unroll")],
      path: "Sources/UnrollBench", swiftSettings: strictSettings),
  ],
  swiftLanguageModes: [.v6]
)
