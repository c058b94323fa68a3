import UnrollTensor

@testable import UnrollHDF5
@testable import UnrollKeras
@testable import UnrollNN

/// Readers of HDF5: the walk through a file, weights, and whole models.
enum HDF5Readers {
  static let all = [
    HostileReader("hdf5", longest: 12_288, walk),
    HostileReader("weights", longest: 12_288, weights),
    HostileReader("wholemodel", longest: 12_288, wholeModel),
  ]

  /// Narrow, so that whatever a file declares beyond them is seen to be refused.
  ///
  /// Checksums would end most mutations, so nobody looks at them.
  static let limits: HDF5Limits = {
    var limits = HDF5Limits()
    limits.datasetBytes = 1 << 20
    limits.freeBytes = 64 << 10
    limits.attributeBytes = 64 << 10
    limits.children = 64
    limits.depth = 8
    limits.verifiesChecksums = false
    return limits
  }()

  /// Everything in a file.
  @Sendable private static func walk(_ bytes: [UInt8]) throws {
    // Hard links can lead in circles.
    var rest = 64
    try walk(.group(HDF5File(image: bytes, limits: limits).root), &rest)
  }

  private static func walk(_ child: HDF5Child, _ rest: inout Int) throws {
    rest -= 1
    guard rest >= 0 else { return }
    switch child {
    case .dataset(let dataset):
      try tolerating { try read(dataset.attributes) }
      try tolerating { _ = try dataset.floats() }
      try tolerating { _ = try dataset.integers() }
      try tolerating { _ = try dataset.bytes() }
    case .group(let group):
      try tolerating { try read(group.attributes) }
      for name in try group.childNames() {
        try tolerating { try walk(group.child(name), &rest) }
      }
    }
  }

  private static func read(_ attributes: HDF5Attributes) throws {
    for name in try attributes.names() {
      try tolerating { _ = try attributes.strings(name) }
      try tolerating { _ = try attributes.integers(name) }
    }
  }

  /// Weights for a model of one layer, and what is there of an optimizer.
  @Sendable private static func weights(_ bytes: [UInt8]) throws {
    let (architecture, parameters) = try model.get()
    let file = try WeightFile(HDF5File(image: bytes, limits: limits), name: "input")
    try tolerating { _ = try file.weights(of: architecture, parameters) }
    guard let stored = try file.optimizer() else { return }
    for array in stored.ordered(for: Adam(), weights: parameters.count) {
      try tolerating { _ = try array.floats() }
      try tolerating { _ = try array.integer() }
    }
  }

  /// A model with its description.
  @Sendable private static func wholeModel(_ bytes: [UInt8]) throws {
    let file = try WholeModelFile(HDF5File(image: bytes), name: "input")
    _ = try ModelReader(customLayers: []).model(file.description, place: [], file.weights)
  }

  private static let model = Result {
    let model = try Model(input: .vector(2), seed: 5) { Dense(2) }
    return (model.architecture, model.parameters.parameters)
  }
}
