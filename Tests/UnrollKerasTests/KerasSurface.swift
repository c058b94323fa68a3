import Foundation
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// What real Keras offers, as Scripts/fixtures/surface_fixtures.py noted it.
struct KerasSurface: Decodable {
  let keras: String
  let layers: [String: [String: JSONValue]]
  let samples: [String: JSONValue]
  let activations, initializers, regularizers, constraints: [String]
  let optimizers, schedules, losses, metrics, callbacks: [String]

  static func read() throws -> KerasSurface {
    let file = Fixture.folder.appending(path: "keras_surface.json")
    return try JSONDecoder().decode(KerasSurface.self, from: Data(contentsOf: file))
  }

  /// A layer that the registry knows, as Keras describes it.
  func sample(_ className: String) -> JSONValue {
    .object([
      "class_name": .string(className), "config": samples[className] ?? .object([:]),
    ])
  }
}
