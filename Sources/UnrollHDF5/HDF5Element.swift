/// What the elements of a dataset or an attribute are.
public enum HDF5Element: Sendable, Hashable, CustomStringConvertible {
  /// Floating-point numbers of so many bytes, as IEEE 754 lays them out.
  case float(bytes: Int)
  /// 16-bit brain floats: the upper half of a 32-bit float.
  case brainFloat
  /// Integers of so many bytes; the members of an enumeration, such as h5py's booleans, too.
  case integer(bytes: Int, isSigned: Bool)
  /// Texts of a fixed number of bytes.
  case fixedString(bytes: Int)
  /// Texts of any length.
  case variableString
  /// Bytes without a meaning to HDF5; Keras stores 16-bit brain floats so.
  case opaque(bytes: Int)
  /// Anything else.
  case other

  /// The kind in words, as errors name it.
  public var description: String {
    switch self {
    case .float(let bytes): "\(bytes * 8)-bit floating-point numbers"
    case .brainFloat: "16-bit brain floats"
    case .integer(let bytes, true): "\(bytes * 8)-bit integers"
    case .integer(let bytes, false): "unsigned \(bytes * 8)-bit integers"
    case .fixedString(let bytes): "texts of \(bytes) bytes"
    case .variableString: "texts"
    case .opaque(let bytes): "opaque elements of \(bytes) bytes"
    case .other: "elements of another type"
    }
  }

  /// Whether the elements can be turned into numbers of ours.
  var isNumber: Bool {
    switch self {
    case .float(let bytes), .integer(let bytes, _): (1...8).contains(bytes)
    case .brainFloat: true
    default: false
    }
  }
}
