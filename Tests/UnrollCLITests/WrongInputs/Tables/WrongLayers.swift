/// Layers with an option that is wrong, or on an input that does not fit: every class once or more.
extension WrongInputs {
  /// An option that is refused where the layer is read.
  private static func option(
    _ className: String, _ options: String, at inner: String, _ what: String,
    expected: String? = nil, found: String? = nil, hint: String = "correct the description"
  ) -> Row {
    Row(
      "summary m.json", at: "m.json › layers/0 › \(className.lowercased()) › \(inner)", what,
      expected: expected, found: found, hint: hint
    ) { try $0.chain(Described.layer(className, options)) }
  }

  /// A value or a shape that is refused where the layer is planned.
  private static func plan(
    _ className: String, _ options: String = "", shape: String = "[null, 6, 3]",
    inside: String? = nil, _ what: String, expected: String? = nil, found: String? = nil,
    hint: String = "correct the description"
  ) -> Row {
    let name = className.lowercased()
    return Row(
      "summary m.json", at: "m.json › \(inside.map { "\(name) › \($0)" } ?? name)", what,
      expected: expected, found: found, hint: hint
    ) { try $0.chain(Described.layer(className, options), shape: shape) }
  }

  static let layers = types + values + recurrent + shapes

  private static let types = [
    option(
      "Dense", #""units": "4""#, at: "units", "the wrong type", expected: "a whole number",
      found: "\"4\""),
    option("Dense", #""units": 4.5"#, at: "units", "makes no sense", found: "4.5"),
    option(
      "Dense", #""units": 4, "use_bias": 1"#, at: "use_bias", "the wrong type",
      expected: "true or false", found: "1"),
    option(
      "Dense", #""units": 4, "activation": "sine""#, at: "activation",
      "the activation is not known", found: "sine", hint: "known are"),
    option(
      "Activation", #""activation": "glu""#, at: "activation", "glu is not supported", found: "glu",
      hint: "another activation"),
    option(
      "Dense", #""units": 4, "kernel_initializer": "Chance""#, at: "kernel_initializer",
      "the initializer is not known", found: "Chance", hint: "GlorotUniform"),
    option(
      "Dense", #""units": 4, "kernel_regularizer": "L3""#, at: "kernel_regularizer",
      "the regularizer is not known", found: "L3", hint: "L1, L2"),
    option(
      "Dense", #""units": 4, "kernel_constraint": "Max""#, at: "kernel_constraint",
      "the constraint is not supported", found: "Max", hint: "MaxNorm"),
    option(
      "Dense", #""units": 4, "kernel_regularizer": {"class_name": "L2", "config": {"l2": "a"}}"#,
      at: "kernel_regularizer › l2", "an option of L2 does not fit", expected: "a number",
      found: "\"a\""),
    option(
      "Dense", #""units": 4, "activity_regularizer": "L9""#, at: "activity_regularizer",
      "the regularizer is not known", found: "L9", hint: "L1, L2"),
    option(
      "Dense", #""units": 4, "lora_rank": 2"#, at: "lora_rank",
      "the option lora_rank is not supported", expected: "null", found: "2", hint: "without it"),
    option(
      "Conv1D", #""filters": 2, "kernel_size": [1, 2]"#, at: "kernel_size", "makes no sense",
      expected: "one size", found: "[1,2]"),
    option(
      "Conv1D", #""filters": 2, "kernel_size": 2, "padding": "diagonal""#, at: "padding",
      "not known", expected: "valid, same, causal", found: "\"diagonal\""),
    option(
      "ZeroPadding1D", #""padding": [1, 2, 3]"#, at: "padding", "makes no sense",
      expected: "two sizes", found: "[1,2,3]"),
    option(
      "Bidirectional",
      #""layer": \#(Described.layer("LSTM", #""units": 2"#)), "merge_mode": "blend""#,
      at: "merge_mode", "not known", expected: "concat, sum, mul, ave", found: "\"blend\""),
    plan(
      "Bidirectional", #""layer": \#(Described.layer("Dense", #""units": 2"#))"#,
      "Bidirectional holds", found: "Dense"),
    plan(
      "RNN", #""cell": \#(Described.layer("Dense", #""units": 2"#))"#, inside: "cell",
      "the layer is no cell", found: "Dense", hint: "SimpleRNNCell"),
    option(
      "TimeDistributed", #""layer": \#(Described.layer("Danse"))"#, at: "layer › danse",
      "the layer Danse is not supported", hint: "supported are"),
    option(
      "Attention", #""score_mode": "guess""#, at: "score_mode", "not known",
      expected: "dot, concat", found: "\"guess\""),
    option(
      "LSTM", #""units": 2, "time_major": true"#, at: "time_major",
      "the option time_major is not supported", expected: "null or false", found: "true",
      hint: "without it"),
  ]

  private static let values = [
    plan("Dense", #""units": 0"#, "units must be positive", found: "0"),
    plan("LSTM", #""units": -4"#, "units must be positive", found: "-4"),
    plan(
      "SimpleRNN", #""units": 2, "dropout": 1.5"#, "dropout must lie between 0 and 1", found: "1.5"),
    plan(
      "GRU", #""units": 2, "recurrent_dropout": -1"#, "dropout must lie between 0 and 1",
      found: "-1.0"),
    plan("Dropout", #""rate": 2"#, "rate must lie between 0 and 1", found: "2.0"),
    plan("SpatialDropout1D", #""rate": -0.5"#, "rate must lie between 0 and 1", found: "-0.5"),
    plan("GaussianDropout", #""rate": 3"#, "rate must lie between 0 and 1", found: "3.0"),
    plan("AlphaDropout", #""rate": 3"#, "rate must lie between 0 and 1", found: "3.0"),
    plan("GaussianNoise", #""stddev": 2"#, "stddev must lie between 0 and 1", found: "2.0"),
    plan(
      "Dropout", #""rate": 0.5, "noise_shape": [null, 4]"#, "noise_shape must have the axes",
      expected: "[1, 6, 3]", found: "(None, 4)"),
    plan("ActivityRegularization", #""l1": -1"#, "l1 must not be negative", found: "-1.0"),
    plan(
      "LeakyReLU", #""negative_slope": -1"#, "negative_slope must not be negative", found: "-1.0"),
    plan("ReLU", #""max_value": -1"#, "max_value must not be negative", found: "-1.0"),
    option(
      "ELU", #""alpha": "a""#, at: "alpha", "the wrong type", expected: "a number", found: "\"a\""),
    plan(
      "PReLU", #""shared_axes": [5]"#, "an axis that its input has not", expected: "from 1 to 2",
      found: "5"),
    plan(
      "Softmax", #""axis": 9"#, "an axis that its input has not", expected: "axes from -3 to 2",
      found: "[9]"),
    plan("LayerNormalization", #""axis": 0"#, "does not work along the batch", found: "axis [0]"),
    plan("BatchNormalization", #""axis": [1, 2]"#, "axis must be a single axis", found: "[1, 2]"),
    plan("BatchNormalization", #""epsilon": -1"#, "epsilon must not be negative", found: "-1.0"),
    plan(
      "UnitNormalization", #""axis": [2, 1]"#, "neighbours, in ascending order",
      found: "axis [2, 1]"),
    plan(
      "Permute", #""dims": [1, 1]"#, "dims holds every axis after the batch once", found: "[1, 1]"),
    plan("Reshape", #""target_shape": [-1, -1]"#, "at most one of them -1", found: "[-1, -1]"),
    plan("UpSampling1D", #""size": 0"#, "size must lie between 1 and", found: "0"),
    plan("MaxPooling1D", #""pool_size": 0"#, "pool_size must lie between 1 and", found: "0"),
    plan(
      "AveragePooling1D", #""pool_size": 2, "padding": "causal""#, "padding must be valid or same",
      found: "causal"),
    plan(
      "Conv1D", #""filters": 3, "kernel_size": 1, "groups": 2"#,
      "filters must be a multiple of groups", found: "3 filters, 2 groups"),
    plan(
      "GlobalMaxPooling1D", #""data_format": "channels_first""#,
      "data_format must be channels_last", found: "channels_first"),
    plan(
      "Embedding", #""input_dim": 0, "output_dim": 2"#, shape: "[null, 6]",
      "input_dim must be positive", found: "0"),
  ]

  private static let recurrent = [
    plan(
      "LSTM", #""units": 2"#, shape: "[null, 6]", "LSTM reads sequences of vectors",
      expected: "[batch, time, features]", found: "[1, 6]", hint: "returnSequences: true"),
    plan(
      "LSTM", #""units": 2, "return_state": true"#, "several outputs does not fit into a chain",
      found: "3", hint: "return_state False"),
    plan(
      "LSTM", #""units": 2, "stateful": true"#, "batches of a fixed size",
      hint: "batch_shape=(32, …)"),
    plan(
      "LSTMCell", #""units": 2"#, "a cell stands only inside RNN", found: "LSTMCell",
      hint: "wrap it"),
    plan(
      "RNN", #""cell": \#(Described.layer("StackedRNNCells", #""cells": []"#))"#, inside: "cell",
      "StackedRNNCells needs at least one cell"),
    plan(
      "Bidirectional",
      #""layer": \#(Described.layer("LSTM", #""units": 2"#)), "backward_layer": \#(Described.layer("LSTM", #""units": 2"#))"#,
      "flip its go_backwards"),
    plan(
      "TimeDistributed", #""layer": \#(Described.layer("LSTM", #""units": 2"#))"#, inside: "layer",
      "LSTM reads sequences", expected: "[batch, time, features]", found: "[6, 3]",
      hint: "returnSequences"),
  ]

  private static let shapes = [
    plan(
      "Reshape", #""target_shape": [5, 5]"#, "keeps the number of elements",
      expected: "18 elements", found: "[5, 5]"),
    plan(
      "RepeatVector", #""n": 2"#, "reads one vector for each sample", expected: "[batch, features]",
      found: "[1, 6, 3]"),
    plan(
      "Permute", #""dims": [1]"#, "as many axes after the batch as dims", expected: "1 axes",
      found: "[1, 6, 3]"),
    plan(
      "Cropping1D", #""cropping": [3, 3]"#, "leaves no step", expected: "fewer than 6 steps",
      found: "(3, 3)"),
    plan(
      "Conv1D", #""filters": 2, "kernel_size": 9"#, "shorter than a window",
      expected: "at least 9 steps", found: "6", hint: "padding \"same\""),
    plan("GlobalAveragePooling1D", shape: "[null, 6]", "global pooling reads", found: "[1, 6]"),
    plan("Masking", shape: "[null, 6]", "Masking reads [batch, time, features]", found: "[1, 6]"),
    plan(
      "TimeDistributed", #""layer": \#(Described.layer("Dense", #""units": 2"#))"#,
      shape: "[null, 6]", "TimeDistributed reads sequences", expected: "[batch, time, …]",
      found: "[1, 6]"),
    plan(
      "PReLU", shape: "[null, null, 3]", "depends on the number of steps",
      expected: "a number of steps", found: "None", hint: "in the model's input"),
  ]
}
