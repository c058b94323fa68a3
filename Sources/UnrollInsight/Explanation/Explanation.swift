/// What a model made of one text, and how: the document `unroll-explanation-1`.
///
/// A *step* is one thing that the network read: a word of the text that has a vector, or a row of
/// an array. All lists over steps stand in the order of the text, also for layers that read
/// backwards.
public struct Explanation: Sendable, Codable, Equatable {
  /// The name of the format.
  public var format = "unroll-explanation-1"
  /// The model.
  public var model: ModelDescription
  /// The text; nil for a sample of an array.
  public var text: String?
  /// All tokens of the text, also those that the network does not see.
  public var tokens: [ExplainedToken]
  /// For each step the index of its token.
  public var steps: [Int]
  /// The number of padded steps that the network read beside these.
  public var padding: Int
  /// What the model says.
  public var prediction: ExplainedPrediction
  /// The outputs after 0, 1, … all steps; nil where a model says nothing, as the mean of no step that
  /// counts does.
  public var course: [[Float?]]
  /// What each step adds to the decision.
  public var contributions: Contributions
  /// Layers that take the largest over all steps.
  public var pooling: [PoolingExplanation]
  /// Gates and states of each recurrent cell; two for a bidirectional layer.
  public var recurrent: [RecurrentExplanation]
}

/// A token of an explained text.
public struct ExplainedToken: Sendable, Codable, Equatable {
  /// The token as the tokenizer writes it.
  public var text: String
  /// Where it begins in the text, in UTF-16 code units; nil for a sample of an array.
  public var start: Int?
  /// Where it ends.
  public var end: Int?
  /// Whether the model has a vector for it; the network does not see others.
  public var isKnown: Bool
}

/// What a model says of a sample.
public struct ExplainedPrediction: Sendable, Codable, Equatable {
  /// The likeliest label.
  public var label: String
  /// The probability of the second label for a model with one output, else that of ``label``.
  public var score: Float
  /// All outputs.
  public var outputs: [Float]
}

/// What each step adds to one output: integrated gradients over the vectors.
///
/// The sum of all steps, padding and residual is the change of the logit from the baseline, a
/// sample of zero vectors.
public struct Contributions: Sendable, Codable, Equatable {
  /// What was explained.
  public enum Measure: String, Sendable, Codable {
    /// The number before a final sigmoid or softmax.
    case logit
    /// The output itself.
    case output
  }

  /// Which output.
  public var output: Int
  /// The label that speaks for it; a positive number is a step towards this label.
  public var label: String
  /// What was explained.
  public var measure: Measure
  /// The logit of the baseline.
  public var baselineLogit: Double
  /// The logit of the sample.
  public var logit: Double
  /// What each step adds.
  public var words: [Double]
  /// What padded steps add: zero where they are zeros, as the baseline has them.
  public var padding: Double
  /// What the sum misses: the error of the integration.
  public var residual: Double
  /// How many points of the path were looked at.
  public var points: Int
}

/// Which steps won a layer that takes the largest over all steps.
public struct PoolingExplanation: Sendable, Codable, Equatable {
  /// The name of the layer.
  public var layer: String
  /// Whether its steps are those of the text; if not, winners are steps of the layer's input.
  public var isAligned: Bool
  /// For each unit the step that won; -1 for padding.
  public var winners: [Int]
  /// For each unit the largest value.
  public var values: [Float]
  /// What each unit adds to the logit, where a `Dense` with the outputs follows; nil elsewhere.
  public var weights: [Float]?
}

/// Gates and states of one recurrent cell, `[steps][units]` each.
public struct RecurrentExplanation: Sendable, Codable, Equatable {
  /// Which way a cell reads.
  public enum Direction: String, Sendable, Codable {
    /// From the first step to the last.
    case forward
    /// From the last step to the first.
    case backward
  }

  /// The name of the layer; of one direction with its part: `bidirectional/forward_layer`.
  public var layer: String
  /// Keras's name of the class.
  public var className: String
  /// Which way it reads.
  public var direction: Direction
  /// The number of units.
  public var units: Int
  /// The number of steps in the lists.
  public var steps: Int
  /// Whether its steps are those of the text; if not, all steps that it read are listed.
  public var isAligned: Bool
  /// `input`, `forget`, `output` of an LSTM; `update`, `reset` of a GRU; none of a SimpleRNN.
  public var gates: [String: [[Float]]]
  /// The cell state after each step; LSTM only.
  public var cell: [[Float]]?
  /// The output after each step.
  public var hidden: [[Float]]
  /// The units, those first that hold on longest.
  public var order: [Int]
  /// For each unit the mean of the forget or update gate; empty for a SimpleRNN.
  ///
  /// Near 1 a unit holds on to what it has, near 0 it forgets from step to step.
  public var retention: [Float]
}
