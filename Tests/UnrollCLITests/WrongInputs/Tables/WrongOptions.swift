/// Compile configurations: optimizers, schedules, losses, metrics.
extension WrongInputs {
  /// The compile configuration of the good model with a part replaced.
  private static func compiled(
    at place: String, _ what: String, expected: String? = nil, found: String? = nil,
    hint: String, _ part: String, _ value: String
  ) -> Row {
    Row(
      "fit m.keras x.npy y.npy --quiet --seed 1 --output old.keras",
      at: "m.keras › config.json › compile_config › \(place)", what, expected: expected,
      found: found, hint: hint
    ) {
      try $0.recompile(part, value)
    }
  }

  private static func optimizer(_ className: String, _ options: String) -> String {
    #"{"module": "keras.optimizers", "class_name": "\#(className)", "config": {\#(options)}}"#
  }

  static let options = [
    compiled(
      at: "optimizer", "the optimizer is not supported", found: "Magic",
      hint: "supported are adadelta", "optimizer", optimizer("Magic", "")),
    compiled(
      at: "optimizer › Adam › beta_3", "this option is not supported", expected: "beta_1, beta_2",
      hint: "where the model is compiled", "optimizer", optimizer("Adam", #""beta_3": 0.5"#)),
    compiled(
      at: "optimizer › Adam › epsilon", "the wrong type", expected: "a number", found: "\"small\"",
      hint: "where the model is compiled", "optimizer", optimizer("Adam", #""epsilon": "small""#)),
    compiled(
      at: "optimizer › SGD", "momentum", found: "1.5", hint: "where the model is compiled",
      "optimizer", optimizer("SGD", #""momentum": 1.5"#)),
    compiled(
      at: "optimizer › RMSprop › decay", "the decay of Keras 2", expected: "0", found: "0.5",
      hint: "InverseTimeDecay",
      "optimizer", optimizer("RMSprop", #""decay": 0.5"#)),
    compiled(
      at: "optimizer › Adam › loss_scale_factor", "scaling of the loss", expected: "null",
      found: "8",
      hint: "null", "optimizer",
      optimizer("Adam", #""loss_scale_factor": 8"#)),
    compiled(
      at: "optimizer › Nadam", "only one of clipnorm", found: "2",
      hint: "where the model is compiled", "optimizer",
      optimizer("Nadam", #""clipnorm": 1, "clipvalue": 1"#)),
    compiled(
      at: "optimizer › SGD › learning_rate", "schedule is not supported", found: "Warp",
      hint: "CosineDecay", "optimizer",
      optimizer("SGD", #""learning_rate": {"class_name": "Warp", "config": {}}"#)),
    compiled(
      at: "optimizer › SGD › learning_rate", "neither a number nor a schedule",
      expected: "a number", found: "\"fast\"", hint: "where the model is compiled", "optimizer",
      optimizer("SGD", #""learning_rate": "fast""#)),
    compiled(
      at: "optimizer › SGD › learning_rate › CosineDecay", "decay_steps must be positive",
      found: "0", hint: "where the model is compiled", "optimizer",
      optimizer(
        "SGD",
        #""learning_rate": {"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 0}}"#
      )),
    compiled(
      at: "loss", "the loss is not supported", found: "sadness", hint: "supported are", "loss",
      #""sadness""#),
    compiled(
      at: "loss", "does not fit the outputs", expected: "a list of 1", found: "7",
      hint: "with what is supported", "loss", "7"),
    compiled(
      at: "loss", "no such output", expected: "dense", found: "other",
      hint: "with what is supported", "loss", #"{"other": "mse"}"#),
    compiled(
      at: "loss › Huber › delta", "an option of Huber does not fit", expected: "a number",
      found: "\"x\"", hint: "where the model is compiled", "loss",
      #"{"class_name": "Huber", "config": {"delta": "x"}}"#),
    compiled(
      at: "loss › BinaryCrossentropy › label_smoothing", "must lie between 0 and 1", found: "2.0",
      hint: "where the model is compiled", "loss",
      #"{"class_name": "BinaryCrossentropy", "config": {"label_smoothing": 2}}"#),
    compiled(
      at: "loss › MeanSquaredError › reduction", "the reduction of the loss", expected: "sum",
      found: "none", hint: "where the model is compiled", "loss",
      #"{"class_name": "MeanSquaredError", "config": {"reduction": "none"}}"#),
    compiled(
      at: "metrics", "the metric is not supported", found: "luck", hint: "supported are accuracy",
      "metrics", #"["luck"]"#),
    compiled(
      at: "metrics › AUC › curve", "not known", expected: "ROC, PR, PRGAIN", found: "\"bent\"",
      hint: "where the model is compiled", "metrics",
      #"[{"class_name": "AUC", "config": {"curve": "bent"}}]"#),
    compiled(
      at: "metrics › AUC › num_thresholds", "must be more than 1", found: "1",
      hint: "where the model is compiled", "metrics",
      #"[{"class_name": "AUC", "config": {"num_thresholds": 1}}]"#),
    compiled(
      at: "metrics › AUC › multi_label", "the option multi_label of AUC", found: "true",
      hint: "without it", "metrics", #"[{"class_name": "AUC", "config": {"multi_label": true}}]"#),
    compiled(
      at: "metrics › Precision › thresholds", "must lie between 0 and 1", found: "[2.0]",
      hint: "where the model is compiled", "metrics",
      #"[{"class_name": "Precision", "config": {"thresholds": 2}}]"#),
    compiled(
      at: "loss_weights", "does not fit the outputs", expected: "a list of 1", found: "\"much\"",
      hint: "with what is supported", "loss_weights", #""much""#),
    Row(
      "fit m.keras x.npy y.npy --quiet --seed 1 --output old.keras", at: "m.keras",
      "does not say with which loss it is to be trained", expected: "a compile configuration",
      hint: "give --loss NAME"
    ) {
      try $0.repack("net.keras", "config.json", "\"compile_config\"", "\"former_config\"")
    },
    Row(
      "evaluate m.keras x.npy y.npy --quiet", at: "m.keras",
      "does not say with which loss it is to be evaluated", expected: "a compile configuration",
      hint: "give --loss NAME"
    ) {
      try $0.repack("net.keras", "config.json", "\"compile_config\"", "\"former_config\"")
    },
  ]
}
