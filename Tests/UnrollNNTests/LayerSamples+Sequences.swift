import UnrollNN
import UnrollTensor

extension LayerSamples {
  private static let sequence: Shape = [3, 7, 4]

  /// The layers that stand between recurrent ones.
  static let sequences: [Sample] =
    rectifiers + shapes + windows + normalizations + noises + distributed

  private static let rectifiers: [Sample] = [
    Sample(
      name: "ReLU", layer: ReLU(maxValue: 1.5, negativeSlope: 0.3),
      input: sequence),
    Sample(name: "LeakyReLU", layer: LeakyReLU(negativeSlope: 0.2), input: sequence),
    Sample(name: "ELU", layer: ELU(alpha: 0.8), input: sequence),
    Sample(
      name: "PReLU", layer: PReLU(alphaInitializer: .constant(0.3)), input: sequence),
    Sample(
      name: "PReLU shared",
      layer: PReLU(sharedAxes: [1], alphaInitializer: .constant(0.3)),
      input: sequence),
    Sample(name: "Softmax", layer: Softmax(), input: sequence),
    Sample(name: "Softmax over time", layer: Softmax(axis: 1), input: sequence),
    Sample(name: "Softmax over both", layer: Softmax(axes: [1, 2]), input: sequence),
  ]

  private static let shapes: [Sample] = [
    Sample(name: "Reshape", layer: Reshape(2, -1), input: sequence),
    Sample(name: "Permute", layer: Permute(2, 1), input: sequence),
    Sample(name: "Permute of three", layer: Permute(2, 3, 1), input: [2, 2, 3, 4]),
    Sample(name: "RepeatVector", layer: RepeatVector(3), input: [3, 4]),
    Sample(name: "UpSampling1D", layer: UpSampling1D(3), input: sequence),
    Sample(name: "ZeroPadding1D", layer: ZeroPadding1D(2, 1), input: sequence),
    Sample(name: "Cropping1D", layer: Cropping1D(2, 1), input: sequence),
    Sample(name: "Identity", layer: Identity(), input: sequence),
    Sample(
      name: "ActivityRegularization", layer: ActivityRegularization(l1: 0.1), input: sequence),
  ]

  private static let windows: [Sample] =
    WindowPadding.allCases.map {
      Sample(
        name: "Conv1D \($0.rawValue)",
        layer: Conv1D(3, kernelSize: 3, strides: 2, padding: $0, activation: .tanh),
        input: sequence)
    } + [
      Sample(
        name: "Conv1D dilated in groups",
        layer: Conv1D(6, kernelSize: 2, dilationRate: 3, groups: 2), input: sequence),
      Sample(name: "Conv1D of one step", layer: Conv1D(3, kernelSize: 1), input: sequence),
      Sample(name: "MaxPooling1D", layer: MaxPooling1D(3, strides: 2), input: sequence),
      Sample(
        name: "MaxPooling1D same", layer: MaxPooling1D(2, padding: .same), input: sequence),
      Sample(name: "AveragePooling1D", layer: AveragePooling1D(3), input: sequence),
      Sample(
        name: "AveragePooling1D same", layer: AveragePooling1D(3, strides: 2, padding: .same),
        input: sequence),
    ]

  private static let normalizations: [Sample] = [
    Sample(name: "LayerNormalization", layer: LayerNormalization(), input: sequence),
    Sample(
      name: "LayerNormalization over time",
      layer: LayerNormalization(axes: [1], rmsScaling: true), input: sequence),
    Sample(name: "BatchNormalization", layer: BatchNormalization(), input: sequence),
    Sample(
      name: "BatchNormalization over time", layer: BatchNormalization(axis: 1), input: sequence),
    Sample(
      name: "BatchNormalization masked", layer: BatchNormalization(momentum: 0.5), input: sequence,
      isMasked: true),
    Sample(name: "UnitNormalization", layer: UnitNormalization(), input: sequence),
    Sample(
      name: "UnitNormalization over time", layer: UnitNormalization(axis: 1),
      input: sequence),
  ]

  private static let distributed: [Sample] = [
    Sample(
      name: "TimeDistributed Dense", layer: TimeDistributed(Dense(3, activation: .tanh)),
      input: sequence),
    Sample(
      name: "TimeDistributed LSTM", layer: TimeDistributed(LSTM(3, recurrentDropout: 0.3)),
      input: [3, 2, 4, 3]),
    Sample(
      name: "TimeDistributed bidirectional",
      layer: TimeDistributed(Bidirectional(GRU(2, returnSequences: true, dropout: 0.3))),
      input: [3, 2, 4, 3]),
    Sample(
      name: "TimeDistributed twice", layer: TimeDistributed(TimeDistributed(Dropout(0.4))),
      input: [3, 2, 4, 3]),
    Sample(
      name: "TimeDistributed Conv1D",
      layer: TimeDistributed(Conv1D(3, kernelSize: 2, padding: .same)), input: [3, 2, 4, 3]),
    Sample(
      name: "TimeDistributed Flatten", layer: TimeDistributed(Flatten()), input: [3, 2, 4, 3]),
  ]

  private static let noises: [Sample] = [
    Sample(
      name: "Dropout shared", layer: Dropout(0.4, noiseShape: [nil, 1, 4]),
      input: sequence),
    Sample(
      name: "Dropout shared by all", layer: Dropout(0.4, noiseShape: [1, nil, 1]),
      input: sequence),
    Sample(name: "SpatialDropout1D", layer: SpatialDropout1D(0.4), input: sequence),
    Sample(name: "GaussianNoise", layer: GaussianNoise(0.5), input: sequence),
    Sample(name: "GaussianDropout", layer: GaussianDropout(0.3), input: sequence),
    Sample(name: "AlphaDropout", layer: AlphaDropout(0.3), input: sequence),
    Sample(
      name: "AlphaDropout shared", layer: AlphaDropout(0.3, noiseShape: [nil, nil, 1]),
      input: sequence),
  ]
}
