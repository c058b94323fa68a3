import UnrollArchive
package import UnrollNN
import UnrollTensor

/// Turns the description of a model that Keras 2 wrote into one that reads as Keras 3's.
///
/// Options that have another name are renamed, and classes that Keras 3 dropped become those that
/// compute the same. Where the same word means something else in Keras 3, it is translated, or
/// refused if there is nothing to translate it to.
package enum Dialect {
  /// The description in the words of Keras 3.
  ///
  /// - Parameters:
  ///   - description: the object of a model, or the list of layers alone.
  ///   - version: the version that stands elsewhere in the file; nil for the one in `description`.
  /// - Returns: the description; that of Keras 3 as it is.
  /// - Throws: `UnrollError` with the path of what cannot be translated.
  package static func modern(_ description: JSONValue, version: String? = nil) throws -> JSONValue {
    let version = version ?? description[KerasVersion.key]?.string
    let known = version.flatMap(KerasVersion.init)
    let major = known?.major ?? (isWithoutModules(description) ? 2 : 3)
    guard major > 1 else {
      throw UnrollError(
        .unsupported, "models of Keras 1 are not supported", found: version?.printableName,
        hint: "open the model in a Keras from 2.0 to 2.15 and save it again")
    }
    guard major == 2 else { return description }
    var modern = try object(description)
    if let config = modern["compile_config"] {
      modern["compile_config"] = TrainingDialect.modern(config)
    }
    return modern
  }

  /// Whether layers are described as until Keras 2.11, where a class is a name without a module.
  private static func isWithoutModules(_ description: JSONValue) -> Bool {
    let config = description["config"]
    let list = description.array ?? config?["layers"]?.array ?? config?.array ?? []
    return list.first.map { $0["module"] == nil } ?? false
  }

  /// An object, those inside it first.
  private static func object(_ value: JSONValue) throws -> JSONValue {
    switch value {
    case .array(let elements): return .array(try elements.map(object))
    case .object(let members):
      guard let name = members["class_name"]?.string, case .object(var options)? = members["config"]
      else { return .object(try members.mapValues(object)) }
      return try locating(options["name"]?.string?.printableName ?? name.printableName) {
        options = try options.mapValues(object)
        var members = members
        let className = try LayerDialect.translate(name, &options)
        members["class_name"] = .string(className)
        // What is registered under the old name is found under the new one.
        if members["registered_name"]?.string == name { members["registered_name"] = .null }
        members["config"] = .object(options)
        return .object(members)
      }
    default: return value
    }
  }
}
