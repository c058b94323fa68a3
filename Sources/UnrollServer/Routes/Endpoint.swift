import HTTPTypes

/// What a path stands for.
enum Endpoint: Equatable {
  // Of the server itself.
  case page
  case health
  case metrics
  case openAPI
  // TensorFlow Serving.
  case predict(ModelReference)
  case explain(ModelReference)
  case status(ModelReference)
  case metadata(ModelReference)
  // Open Inference Protocol.
  case serverLive
  case serverReady
  case serverMetadata
  case modelMetadata(ModelReference)
  case modelReady(ModelReference)
  case infer(ModelReference)

  /// The only method that it answers to; HEAD goes where GET goes.
  var method: HTTPRequest.Method {
    switch self {
    case .predict, .explain, .infer: .post
    default: .get
    }
  }

  /// What figures and logs call it.
  var label: String {
    switch self {
    case .page: "page"
    case .health: "health"
    case .metrics: "metrics"
    case .openAPI: "openapi"
    case .predict: "predict"
    case .explain: "explain"
    case .status: "status"
    case .metadata: "metadata"
    case .serverLive: "live"
    case .serverReady: "ready"
    case .serverMetadata: "server_metadata"
    case .modelMetadata: "model_metadata"
    case .modelReady: "model_ready"
    case .infer: "infer"
    }
  }

  /// The model that it is about.
  var model: ModelReference? {
    switch self {
    case .predict(let model), .explain(let model), .status(let model), .metadata(let model),
      .modelMetadata(let model), .modelReady(let model), .infer(let model):
      model
    default: nil
    }
  }

  /// Whether it is answered without a token: what says whether the server is well, and the page,
  /// which holds nothing of the models.
  var isOpen: Bool {
    switch self {
    case .health, .serverLive, .serverReady, .page: true
    default: false
    }
  }
}
