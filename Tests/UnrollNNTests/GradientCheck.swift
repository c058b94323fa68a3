import Testing
import UnrollNN
import UnrollTensor

/// Compares gradients with central differences of the sum of output times cotangent.
struct GradientCheck {
  let model: Model
  let cotangent: Tensor<Float>
  /// Large, because the passes compute in single precision.
  private let step: Float = 1e-2

  /// Checks up to twelve elements of one weight.
  func weights(_ index: Int, agreeWith gradient: Tensor<Float>, _ input: BatchInput) throws {
    let values = model.parameters.values
    for element in elements(gradient.shape.count) {
      let slope = try slope { change in
        var changed = values
        changed[index] = shifted(values[index], element, change)
        try model.parameters.replaceAll(changed)
        return try objective(input)
      }
      expect(gradient.scalars[element], slope, "weight \(index), element \(element)")
    }
    try model.parameters.replaceAll(values)
  }

  /// Checks up to twelve elements of a dense input.
  func input(_ numbers: Tensor<Float>, agreesWith gradient: Tensor<Float>) throws {
    for element in elements(gradient.shape.count) {
      let slope = try slope { try objective(.dense(shifted(numbers, element, $0))) }
      expect(gradient.scalars[element], slope, "input, element \(element)")
    }
  }

  private func elements(_ count: Int) -> [Int] {
    Array(stride(from: 0, to: count, by: max(1, count / 12)))
  }

  /// Richardson's extrapolation of two central differences: the error falls with step⁴.
  private func slope(_ value: (Float) throws -> Double) rethrows -> Double {
    func difference(_ step: Float) throws -> Double {
      (try value(step) - value(-step)) / Double(2 * step)
    }
    return try (4 * difference(step / 2) - difference(step)) / 3
  }

  private func objective(_ input: BatchInput) throws -> Double {
    let output = try model.differentiate(input, cotangent: nil).output
    return zip(output.scalars, cotangent.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  private func shifted(_ tensor: Tensor<Float>, _ element: Int, _ change: Float) -> Tensor<Float> {
    var scalars = tensor.scalars
    scalars[element] += change
    return Tensor(shape: tensor.shape, scalars: scalars)
  }

  private func expect(_ found: Float, _ expected: Double, _ place: String) {
    let tolerance = 1e-3 + 2e-3 * abs(expected)
    #expect(abs(Double(found) - expected) < tolerance, "\(place): \(found), not \(expected)")
  }
}
