import Unroll
import UnrollNN
import UnrollText

@testable import UnrollServer

/// Readers of requests to the server.
enum ServerReaders {
  static let all = [
    HostileReader("predict", longest: 1024, predict), HostileReader("infer", longest: 1024, infer),
    HostileReader("tensors", longest: 256, tensors), HostileReader("paths", longest: 256, paths),
  ]

  private static let limits: ServerLimits = {
    var limits = ServerLimits()
    limits.instances = 64
    return limits
  }()

  /// Requests as TensorFlow Serving takes them, to models of several kinds.
  @Sendable private static func predict(_ bytes: [UInt8]) throws {
    for model in try ServedModels.all.get() {
      try tolerating {
        let reader = PredictRequestReader(signature: model.signature, limits: limits)
        let request = try reader.read(bytes)
        let outputs = try outputs(of: model, request.input)
        _ = PredictReply(signature: model.signature, outputs: outputs).bytes(request.format)
      }
    }
  }

  /// Requests of the Open Inference Protocol: JSON, then `%%`, then binary tensors.
  @Sendable private static func infer(_ bytes: [UInt8]) throws {
    let parts = Parts(bytes)
    let json = parts[0] ?? []
    let body = json + (parts[1] ?? [])
    let request = try InferRequestReader(limits: limits).read(
      body, headerLength: parts[1] == nil ? nil : "\(json.count)")
    for model in try ServedModels.all.get() {
      try tolerating {
        let input = try InferInput(model: model, limits: limits).input(request)
        let outputs = try outputs(of: model, input)
        _ = try InferReply(model: model, request: request, outputs: outputs).body()
      }
    }
  }

  private static func outputs(
    of model: ServedModel, _ input: ModelInput
  ) throws -> [SampleArray] {
    try Predictions.check(input, model, limits)
    return try model.engine.predict(input)
  }

  /// Numbers and texts as bytes.
  @Sendable private static func tensors(_ bytes: [UInt8]) throws {
    for type in TensorType.allCases { _ = BinaryTensor.numbers(bytes[...], type) }
    _ = try BinaryTensor.texts(bytes[...])
  }

  /// Paths of requests, and what else comes in a head.
  @Sendable private static func paths(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = VersionFolder.number(text)
    _ = try BearerToken("0123456789abcdef").allows(text)
    try tolerating { _ = try BearerToken(text).allows("Bearer " + text) }
    let endpoint = try Endpoint(path: text, method: "GET")
    _ = endpoint.label
  }
}
