package import UnrollNN
import UnrollTensor

/// Reads single layers of Keras's descriptions, as models are read.
package enum LayerReading {
  /// Reads the object of a layer.
  ///
  /// - Parameter layer: Keras's `{"class_name", "config"}`.
  /// - Returns: the layer, and notes on what was left out.
  /// - Throws: `UnrollError` that names the layer or the option that is not supported.
  package static func read(_ layer: JSONValue) throws -> (entry: LayerEntry, notes: [LoadNote]) {
    try advising(ArchitectureReader.hint) {
      let options = LayerOptions(registry: .builtin, customLayers: [])
      try options.checkOrigin(layer)
      let entry = try LayerEntry(layer, registry: .builtin)
      return (entry, try options.check(layer, readAs: entry))
    }
  }
}
