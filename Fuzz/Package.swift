// swift-tools-version: 6.2
import PackageDescription

/// The settings of the package that is fuzzed.
let strictSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// A package of its own: whoever depends on Unroll never builds or sees it.
let package = Package(
  name: "unroll-fuzz",
  platforms: [.macOS("26.0")],
  products: [.executable(name: "unroll-fuzz", targets: ["UnrollFuzz"])],
  dependencies: [.package(name: "unroll", path: "..")],
  targets: [
    .executableTarget(
      name: "UnrollFuzz",
      dependencies: [
        .product(name: "Unroll", package: "unroll"),
        .product(name: "UnrollServer", package: "unroll"),
      ],
      path: "Sources/UnrollFuzz", swiftSettings: strictSettings)
  ],
  swiftLanguageModes: [.v6]
)
