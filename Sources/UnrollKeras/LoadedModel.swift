public import UnrollNN
public import UnrollTensor

/// A model as it came from a file, with what else is known about it.
public struct LoadedModel {
  /// The model.
  public let model: Model
  /// What reading left out, such as a compile configuration that is not supported.
  public let notes: [LoadNote]
  /// The `.keras` archive, for the assets in it; nil if the model came from other files.
  public let archive: KerasArchive?
  /// Why the model comes without the compilation of its file; nil if it has it, or had none.
  public let compilationFault: UnrollError?
}
