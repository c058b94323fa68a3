import CUnrollKernels

/// Rules whose step follows the past of each parameter; formulas and places of epsilon are Keras's.
extension Kernels {
  /// One step of Nadam.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - means: the running mean of the gradients.
  ///   - variances: the running mean of the squared gradients.
  ///   - learningRate: the step size.
  ///   - betas: the shares of mean and variance that are kept.
  ///   - shares: how much of the mean and of the gradient goes into the step.
  ///   - varianceScale: the bias correction of the variance.
  ///   - epsilon: added to the square root.
  public func nadam(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>, means: TensorRef<Float>,
    variances: TensorRef<Float>, learningRate: Double, betas: (Double, Double),
    shares: (mean: Double, gradient: Double), varianceScale: Double, epsilon: Double
  ) {
    var call = update(parameters, gradients, means, variances)
    (call.learning_rate, call.epsilon) = (learningRate, epsilon)
    (call.beta_1, call.beta_2) = betas
    (call.mean_share, call.gradient_share) = shares
    call.variance_scale = varianceScale
    table.pointee.nadam(&call)
  }

  /// The direction of LAMB, which replaces the gradients; the parameters stay as they are.
  ///
  /// - Parameters:
  ///   - gradients: the gradients, then the direction; contiguous, as all views here.
  ///   - means: the running mean of the gradients.
  ///   - variances: the running mean of the squared gradients.
  ///   - betas: the shares of mean and variance that are kept.
  ///   - meanScale: the bias correction of the mean.
  ///   - varianceScale: the bias correction of the variance.
  ///   - epsilon: added to the square root.
  public func lambDirection(
    _ gradients: TensorRef<Float>, means: TensorRef<Float>, variances: TensorRef<Float>,
    betas: (Double, Double), meanScale: Double, varianceScale: Double, epsilon: Double
  ) {
    var call = update(gradients, gradients, means, variances)
    call.epsilon = epsilon
    (call.beta_1, call.beta_2) = betas
    (call.mean_share, call.variance_scale) = (meanScale, varianceScale)
    table.pointee.lamb(&call, gradients.address)
  }

  /// One step of Adamax.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - means: the running mean of the gradients.
  ///   - norms: the fading maximum of the gradients' sizes.
  ///   - correctedLearningRate: `rate / (1 - beta1^t)`.
  ///   - betas: the shares of mean and norm that are kept.
  ///   - epsilon: added to the norm.
  public func adamax(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>, means: TensorRef<Float>,
    norms: TensorRef<Float>, correctedLearningRate: Double, betas: (Double, Double),
    epsilon: Double
  ) {
    var call = update(parameters, gradients, means, norms)
    (call.learning_rate, call.epsilon) = (correctedLearningRate, epsilon)
    (call.beta_1, call.beta_2) = betas
    table.pointee.adamax(&call)
  }

  /// One step of Adagrad.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - sums: the sum of the squared gradients so far.
  ///   - learningRate: the step size.
  ///   - epsilon: added under the square root.
  public func adagrad(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>, sums: TensorRef<Float>,
    learningRate: Double, epsilon: Double
  ) {
    var call = update(parameters, gradients, sums)
    (call.learning_rate, call.epsilon) = (learningRate, epsilon)
    table.pointee.adagrad(&call)
  }

  /// One step of Adadelta.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - squares: the running mean of the squared gradients.
  ///   - steps: the running mean of the squared steps.
  ///   - learningRate: the step size.
  ///   - rho: the share of the running means that is kept.
  ///   - epsilon: added under the square roots.
  public func adadelta(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>, squares: TensorRef<Float>,
    steps: TensorRef<Float>, learningRate: Double, rho: Double, epsilon: Double
  ) {
    var call = update(parameters, gradients, squares, steps)
    (call.learning_rate, call.rho, call.epsilon) = (learningRate, rho, epsilon)
    table.pointee.adadelta(&call)
  }

  /// One step of FTRL.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - sums: the sum of the squared gradients so far.
  ///   - linears: the linear terms.
  ///   - learningRate: the step size, not zero.
  ///   - power: to what power the sums are raised, not negative.
  ///   - penalties: the strengths of L1, of L2 and of the shrinkage.
  public func ftrl(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>, sums: TensorRef<Float>,
    linears: TensorRef<Float>, learningRate: Double, power: Double,
    penalties: (l1: Double, l2: Double, shrinkage: Double)
  ) {
    var call = update(parameters, gradients, sums, linears)
    (call.learning_rate, call.power) = (learningRate, power)
    (call.l1, call.l2, call.shrinkage) = penalties
    table.pointee.ftrl(&call)
  }

  /// One step of Lion.
  ///
  /// - Parameters:
  ///   - parameters: the numbers to change, contiguous, as all views here.
  ///   - gradients: their gradients.
  ///   - momenta: the running mean of the gradients.
  ///   - learningRate: the step size.
  ///   - betas: the shares of the momentum in the step and in the new momentum.
  public func lion(
    _ parameters: TensorRef<Float>, gradients: TensorRef<Float>, momenta: TensorRef<Float>,
    learningRate: Double, betas: (Double, Double)
  ) {
    var call = update(parameters, gradients, momenta)
    call.learning_rate = learningRate
    (call.beta_1, call.beta_2) = betas
    table.pointee.lion(&call)
  }
}
