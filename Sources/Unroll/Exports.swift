// One import for users: the neural networks, the text side, Keras's files, and the tensors.
@_exported public import UnrollArchive
@_exported public import UnrollKeras
@_exported public import UnrollNN
@_exported public import UnrollTensor
@_exported public import UnrollText
