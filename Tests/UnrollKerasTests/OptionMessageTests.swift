import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor

/// Every option of everything that files name, with values that cannot be.
@Suite("Wrong options are answered in one shape")
struct OptionMessageTests {
  /// Values that hardly any option takes.
  static let values: [JSONValue] = [
    .object(["a": .integer(1)]), .string("nonsense"), .array([.array([.null])]), .bool(true),
    .number(0.5), .integer(-7), .array([]), .string("\u{1B}[2J"),
  ]

  /// Holds one message to the shape: the option is named, and so is what was there, and what to do.
  private func check(_ error: UnrollError, _ option: String, _ value: JSONValue) {
    let text = error.description
    #expect((error.path + [error.message]).joined(separator: " ").contains(option), "\(text)")
    #expect(!error.path.isEmpty, "\(text)")
    #expect(error.expected != nil || error.found != nil, "\(text)")
    #expect(error.hint?.isEmpty == false, "\(text)")
    #expect(!error.message.hasSuffix(".") && error.hint?.hasSuffix(".") == false, "\(text)")
    for line in [text, error.detailedDescription] {
      for word in ["Optional(", "Swift.", "CodingKeys", "debugDescription", "\u{1B}"] {
        #expect(!line.contains(word), "\(line)")
      }
      let types = /\b(nil|Int|Int32|Float|Double|String|Bool|Array<|Dictionary<)\b/
      #expect(line.firstMatch(of: types) == nil, "\(line)")
    }
  }

  /// Tries all values for all options.
  ///
  /// - Returns: how many were refused.
  private func refusals(
    _ options: some Sequence<String>, _ read: (String, JSONValue) throws -> Void
  ) -> Int {
    var count = 0
    for option in Set(options).sorted() {
      for value in Self.values {
        do {
          try read(option, value)
        } catch let error as UnrollError {
          count += 1
          check(error, option, value)
        } catch {
          Issue.record("\(option) = \(value): \(error)")
        }
      }
    }
    return count
  }

  @Test("of layers and cells", arguments: LayerOptionTests.classNames)
  func layers(_ className: String) throws {
    let surface = try KerasSurface.read()
    let sample = surface.sample(className)
    let known =
      Array((sample["config"]?.object ?? [:]).keys) + Array((surface.layers[className] ?? [:]).keys)
    // What a layer inside another is called, and whether it is trained, is no option of the layer.
    let options = known.filter { LayerOptionTests.harmless[$0] == nil }
    let count = refusals(options) { option, value in
      var form = sample
      var config = form["config"] ?? .object([:])
      config[option] = value
      form["config"] = config
      _ = try LayerReading.read(form)
    }
    #expect(count > 0 || options.isEmpty)
  }

  @Test("of optimizers", arguments: OptimizerRegistry.builtin.indices)
  func optimizers(_ index: Int) throws {
    let type = OptimizerRegistry.builtin[index]
    let options = try OptimizerRegistry.options(type.init()).object ?? [:]
    let count = refusals(Array(options.keys) + ["decay", "luck"]) { option, value in
      _ = try OptimizerRegistry.optimizer(named: type.className, .object([option: value]))
    }
    #expect(count > 20)
  }

  @Test("of schedules", arguments: ScheduleRegistry.builtin.indices)
  func schedules(_ index: Int) throws {
    let type = ScheduleRegistry.builtin[index]
    let options = try JSONValue(encoding: type.template).object ?? [:]
    let needed: [String: JSONValue] = [
      "initial_learning_rate": .number(0.1), "decay_steps": .integer(9),
      "first_decay_steps": .integer(9), "decay_rate": .number(0.5),
      "boundaries": .array([.integer(3)]), "values": .array([.number(0.1), .number(0.2)]),
    ]
    let good = JSONValue.object(needed.filter { options[$0.key] != nil })
    let count = refusals(Array(options.keys) + ["luck"]) { option, value in
      let config = good.merging(.object([option: value]))
      let schedule: JSONValue = .object([
        "class_name": .string(type.className), "config": config,
      ])
      _ = try OptimizerRegistry.optimizer(named: "sgd", .object(["learning_rate": schedule]))
    }
    #expect(count > 5)
  }

  @Test("of losses", arguments: LossRegistry.builtin.indices)
  func losses(_ index: Int) throws {
    let type = LossRegistry.builtin[index]
    let options = try JSONValue(encoding: type.init()).object ?? [:]
    let count = refusals(Array(options.keys) + ["axis", "dtype", "luck"]) { option, value in
      _ = try LossRegistry.loss(named: type.className, .object([option: value]))
    }
    #expect(count > 5)
  }

  @Test("of metrics")
  func metrics() throws {
    let options = [
      "thresholds", "top_k", "class_id", "num_thresholds", "curve", "summation_method", "beta",
      "threshold", "average", "k", "from_logits", "label_smoothing", "recall", "dtype", "luck",
    ]
    for className in try KerasSurface.read().metrics
    where (try? MetricRegistry.metric(className: className, .object([:]))) != nil {
      let count = refusals(options) { option, value in
        _ = try MetricRegistry.metric(className: className, .object([option: value]))
      }
      #expect(count > 20, "\(className)")
    }
  }
}
