// swift-tools-version: 6.1
import PackageDescription

// A target says what its code may depend on; the compiler keeps the law.
// RegisterKit ← Domain ← Store ← StoreSQLite, Store and Planning ← Operations ← Web ← concord.
let package = Package(
  name: "concord",
  products: [
    .executable(name: "concord", targets: ["concord"])
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // C libraries of the distribution, each behind a header of ours.
    .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
    .target(
      name: "CMarkdown",
      linkerSettings: [.linkedLibrary("cmark-gfm"), .linkedLibrary("cmark-gfm-extensions")]),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),

    .target(name: "RegisterKit"),
    .target(name: "Ledger", dependencies: ["RegisterKit", "CCrypto"]),
    .target(name: "Domain", dependencies: ["RegisterKit"]),
    .target(
      name: "Exchange",
      dependencies: ["RegisterKit", "Domain", "CXLSXWriter", "CZip", .product(name: "Yams", package: "Yams")]),
    .target(name: "Planning", dependencies: ["RegisterKit", "Exchange"]),
    .target(name: "Store", dependencies: ["Domain", "Ledger"]),
    .target(name: "StoreSQLite", dependencies: ["Store", "CSQLite", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(name: "Operations", dependencies: ["Store", "Exchange", "Planning"]),
    .target(
      name: "Web",
      dependencies: [
        "Operations", "CMarkdown",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "concord",
      dependencies: [
        "Web", "StoreSQLite", "Planning",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .testTarget(name: "RegisterKitTests", dependencies: ["RegisterKit"]),
    .testTarget(name: "LedgerTests", dependencies: ["Ledger"]),
    .testTarget(name: "DomainTests", dependencies: ["Domain"]),
    .testTarget(name: "ExchangeTests", dependencies: ["Exchange"]),
    .testTarget(name: "PlanningTests", dependencies: ["Planning"]),
    .testTarget(name: "StoreTests", dependencies: ["StoreSQLite"]),
    .testTarget(name: "OperationsTests", dependencies: ["Operations", "StoreSQLite"]),
    .testTarget(
      name: "WebTests", dependencies: ["Web", "StoreSQLite", .product(name: "NIOEmbedded", package: "swift-nio")]),
  ],
  swiftLanguageModes: [.v6]
)
