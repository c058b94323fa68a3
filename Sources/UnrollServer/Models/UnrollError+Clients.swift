import UnrollTensor

extension UnrollError {
  /// What happened without where: places of files are nobody's business outside.
  var messageForClients: String {
    var copy = self
    copy.path = []
    copy.cause = nil
    return copy.description
  }

  /// What is wrong with the input of a prediction, where places are rows and names of inputs.
  var messageForPrediction: String {
    var copy = self
    copy.cause = nil
    return copy.description
  }
}
