import Testing
import UnrollNN
import UnrollTensor

@testable import UnrollKeras

@Suite("Descriptions of layers with sizes that no machine has")
struct AbsurdSizeTests {
  private func refusal(
    _ className: String, _ options: [String: JSONValue], input: [JSONValue] = [.null, 5, 4]
  ) -> UnrollError? {
    let description: JSONValue = [
      "class_name": "Sequential", "keras_version": "3.0.0",
      "config": [
        "name": "m",
        "layers": [
          ["class_name": "InputLayer", "config": ["batch_shape": .array(input)]],
          ["class_name": .string(className), "config": .object(options)],
        ],
      ],
    ]
    do {
      var reader = ArchitectureReader(customLayers: [])
      _ = try reader.architecture(Dialect.modern(description))
      return nil
    } catch {
      return error as? UnrollError
    }
  }

  @Test("the smallest and the largest integer, for every option that is a number")
  func extremes() {
    let classes: [(String, [String: JSONValue])] = [
      ("Dense", ["units": 2]), ("LSTM", ["units": 2]), ("GRU", ["units": 2]),
      ("SimpleRNN", ["units": 2]), ("Embedding", ["input_dim": 3, "output_dim": 2]),
      ("Conv1D", ["filters": 2, "kernel_size": [2], "strides": [1], "dilation_rate": [1]]),
      ("RepeatVector", ["n": 2]), ("UpSampling1D", ["size": 2]),
      ("ZeroPadding1D", ["padding": [1, 1]]), ("Cropping1D", ["cropping": [1, 1]]),
      ("MaxPooling1D", ["pool_size": [2], "strides": [2]]),
      ("AveragePooling1D", ["pool_size": [2], "strides": [2]]),
      ("Reshape", ["target_shape": [20]]), ("Permute", ["dims": [2, 1]]),
      ("LayerNormalization", ["axis": -1]), ("BatchNormalization", ["axis": -1]),
      ("Softmax", ["axis": -1]), ("UnitNormalization", ["axis": -1]),
    ]
    for (className, options) in classes {
      for (key, value) in options {
        for size in [Int.min, Int.min + 1, -1 << 24, 1 << 24, 1 << 31, 1 << 62, Int.max] {
          var options = options
          let list = value.array
          options[key] = list.map { .array($0.map { _ in .integer(size) }) } ?? .integer(size)
          // Taken or refused: it must not trap.
          _ = refusal(className, options)
          _ = refusal(className, options, input: [.null, .null, 16_777_216])
          _ = refusal(className, options, input: [.null, 16_777_216])
        }
      }
    }
  }

  @Test("a kernel whose number of weights no integer holds is refused as too large")
  func kernel() {
    let error = refusal(
      "Conv1D", ["filters": 16_777_216, "kernel_size": [16_777_216], "padding": "same"],
      input: [.null, .null, 16_777_216])
    #expect(error?.code == .limitExceeded)
  }

  @Test("the smallest integer is named as too large a size")
  func smallest() {
    let error = refusal("Softmax", ["axis": .integer(.min)], input: [.null, 5, 4])
    #expect(error != nil)
  }
}
