import UnrollNN

/// Models of the layers between recurrent ones, each option away from its default.
enum RoundTripSamples {
  typealias Samples = [String: @Sendable () throws -> Model]

  static let all: Samples =
    [rectifiers, shapes, cells, windows, normalizations, noises].reduce(into: [:]) { all, some in
      all.merge(some) { $1 }
    }

  private static func sequence(_ layer: any Layer) throws -> Model {
    try Model(input: .features(time: 5, size: 3), seed: 3) { LayerEntry(layer) }
  }

  private static let rectifiers: Samples = [
    "ReLU": { try sequence(ReLU(maxValue: 2, negativeSlope: 0.5, threshold: 0.25)) },
    "LeakyReLU": { try sequence(LeakyReLU(negativeSlope: 0.125)) },
    "ELU": { try sequence(ELU(alpha: 0.75)) },
    "PReLU": { try sequence(PReLU(sharedAxes: [1], alphaInitializer: .randomUniform())) },
    "Softmax": { try sequence(Softmax(axes: [1, 2])) },
  ]

  private static let shapes: Samples = [
    "Reshape": { try sequence(Reshape(-1, 5, 1)) },
    "Permute": { try sequence(Permute(2, 1)) },
    "RepeatVector": { try Model(input: .vector(3), seed: 3) { RepeatVector(4) } },
    "UpSampling1D": { try sequence(UpSampling1D(3)) },
    "ZeroPadding1D": { try sequence(ZeroPadding1D(0, 2)) },
    "Cropping1D": { try sequence(Cropping1D(2, 0)) },
    "Identity": { try sequence(Identity()) },
    "ActivityRegularization": { try sequence(ActivityRegularization(l1: 0.25, l2: 0.5)) },
    "TimeDistributed": { try sequence(TimeDistributed(Dense(2, activation: .tanh))) },
  ]

  private static let cells: Samples = [
    "RNN": {
      var options = CellConfiguration<GRUCell>(units: 2)
      (options.resetAfter, options.dropout) = (false, 0.25)
      let cells = [LayerEntry(LSTMCell(3), name: "first"), LayerEntry(GRUCell(options)).frozen()]
      var rnn = RNN.Configuration(
        cell: LayerEntry(StackedRNNCells(StackedRNNCells.Configuration(cells: cells))))
      (rnn.returnSequences, rnn.goBackwards, rnn.unroll) = (true, true, true)
      return try sequence(RNN(rnn))
    }
  ]

  private static let windows: Samples = [
    "Conv1D": {
      try sequence(
        Conv1D(
          6, kernelSize: 2, padding: .causal, dilationRate: 2, groups: 3, activation: .relu,
          useBias: false))
    },
    "MaxPooling1D": { try sequence(MaxPooling1D(3, strides: 2, padding: .same)) },
    "AveragePooling1D": { try sequence(AveragePooling1D(3, strides: 1)) },
  ]

  private static let normalizations: Samples = [
    "BatchNormalization": {
      var options = BatchNormalizationConfiguration.template
      (options.axis, options.momentum, options.epsilon) = (Axes(1), 0.5, 0.25)
      (options.scale, options.movingMeanInitializer) = (false, .randomUniform())
      return try sequence(BatchNormalization(options))
    },
    "LayerNormalization": {
      var options = LayerNormalization.Configuration.template
      (options.axis, options.epsilon) = (Axes([1, 2]), 0.5)
      (options.center, options.gammaInitializer) = (false, .randomUniform())
      return try sequence(LayerNormalization(options))
    },
    "UnitNormalization": { try sequence(UnitNormalization(axis: 1)) },
  ]

  private static let noises: Samples = [
    "SpatialDropout1D": { try sequence(SpatialDropout1D(0.25)) },
    "GaussianNoise": { try sequence(GaussianNoise(0.25)) },
    "GaussianDropout": { try sequence(GaussianDropout(0.25)) },
    "AlphaDropout": {
      var options = AlphaDropout.Configuration.template
      (options.rate, options.noiseShape, options.seed) = (0.25, [nil, 1, 3], 7)
      return try sequence(AlphaDropout(options))
    },
  ]
}
