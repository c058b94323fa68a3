import CUnrollKernels

extension Kernels {
  /// One step of stochastic gradient descent, with or without momentum.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - momenta: the running momentum of each parameter; needed only if `momentum` is not zero.
  ///   - learningRate: the step size.
  ///   - momentum: the share of the last step that is kept.
  ///   - nesterov: whether the momentum looks ahead.
  public func sgd(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>,
    momenta: TensorRef<Float>? = nil, learningRate: Double, momentum: Double = 0,
    nesterov: Bool = false
  ) {
    precondition(momentum == 0 || momenta != nil, "momentum needs a slot")
    var call = update(parameters, gradients, momenta)
    (call.learning_rate, call.momentum) = (learningRate, momentum)
    call.nesterov = nesterov ? 1 : 0
    table.pointee.sgd(&call)
  }

  /// One step of RMSprop; epsilon stands inside the square root, as in Keras.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - velocities: the running mean of the squared gradients.
  ///   - momenta: the running momentum; needed only if `momentum` is not zero.
  ///   - averages: the running mean of the gradients; given, the variance is centered.
  ///   - learningRate: the step size.
  ///   - rho: the share of the running means that is kept.
  ///   - momentum: the share of the last step that is kept.
  ///   - epsilon: added under the square root.
  public func rmsprop(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>, velocities: TensorRef<Float>,
    momenta: TensorRef<Float>? = nil, averages: TensorRef<Float>? = nil, learningRate: Double,
    rho: Double, momentum: Double = 0, epsilon: Double
  ) {
    precondition(momentum == 0 || momenta != nil, "momentum needs a slot")
    var call = update(parameters, gradients, velocities, momenta, averages)
    (call.learning_rate, call.rho) = (learningRate, rho)
    (call.momentum, call.epsilon) = (momentum, epsilon)
    call.centered = averages == nil ? 0 : 1
    table.pointee.rmsprop(&call)
  }

  /// One step of Adam; epsilon stands outside the square root, as in Keras.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - means: the running mean of the gradients.
  ///   - variances: the running mean of the squared gradients.
  ///   - maxima: the largest variance so far; given, the step is that of AMSGrad.
  ///   - correctedLearningRate: `rate * sqrt(1 - beta2^t) / (1 - beta1^t)`.
  ///   - beta1: the share of the mean that is kept.
  ///   - beta2: the share of the variance that is kept.
  ///   - epsilon: added to the square root.
  public func adam(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>, means: TensorRef<Float>,
    variances: TensorRef<Float>, maxima: TensorRef<Float>? = nil, correctedLearningRate: Double,
    beta1: Double, beta2: Double, epsilon: Double
  ) {
    var call = update(parameters, gradients, means, variances, maxima)
    (call.learning_rate, call.epsilon) = (correctedLearningRate, epsilon)
    (call.beta_1, call.beta_2) = (beta1, beta2)
    call.amsgrad = maxima == nil ? 0 : 1
    table.pointee.adam(&call)
  }

  /// Takes `share` of every number off it: decoupled weight decay.
  ///
  /// - Parameters:
  ///   - numbers: the numbers to change, contiguous.
  ///   - share: the learning rate times the decay.
  public func decay(_ numbers: TensorRef<Float>, share: Double) {
    numbers.requireContiguous(numbers.count, "parameters")
    table.pointee.decay(numbers.address, Float(share), numbers.count)
  }

  /// Brings running means up to date: `means = keep * means + (1 - keep) * numbers`.
  ///
  /// - Parameters:
  ///   - means: the means to change, contiguous.
  ///   - numbers: what they are means of.
  ///   - keep: the share of the means that is kept.
  public func average(_ means: TensorRef<Float>, of numbers: TensorRef<Float>, keep: Double) {
    means.requireContiguous(numbers.count, "means")
    numbers.requireContiguous(numbers.count, "parameters")
    table.pointee.average(means.address, UnsafePointer(numbers.address), keep, numbers.count)
  }

  /// A call for parameters with up to three slots, all of one length.
  func update(
    _ parameters: TensorRef<Float>, _ gradients: TensorRef<Float>, _ first: TensorRef<Float>?,
    _ second: TensorRef<Float>? = nil, _ third: TensorRef<Float>? = nil
  ) -> unroll_update {
    parameters.requireContiguous(parameters.count, "parameters")
    gradients.requireContiguous(parameters.count, "gradients")
    first?.requireContiguous(parameters.count, "an optimizer's slot")
    second?.requireContiguous(parameters.count, "an optimizer's slot")
    third?.requireContiguous(parameters.count, "an optimizer's slot")
    var call = unroll_update()
    call.count = parameters.count
    call.parameters = parameters.address
    call.gradients = UnsafePointer(gradients.address)
    call.slots = (first?.address, second?.address, third?.address)
    return call
  }
}
