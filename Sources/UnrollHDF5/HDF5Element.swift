import CHDF5
import UnrollTensor

/// What the elements of a dataset or an attribute are.
public enum HDF5Element: Sendable, Hashable, CustomStringConvertible {
  /// Floating-point numbers of so many bytes.
  case float(bytes: Int)
  /// Integers of so many bytes.
  case integer(bytes: Int, isSigned: Bool)
  /// Texts of a fixed number of bytes.
  case fixedString(bytes: Int)
  /// Texts of any length.
  case variableString
  /// Bytes without a meaning to HDF5; 16-bit brain floats are stored so.
  case opaque(bytes: Int)
  /// Anything else.
  case other

  /// The kind in words, as errors name it.
  public var description: String {
    switch self {
    case .float(let bytes): "\(bytes * 8)-bit floating-point numbers"
    case .integer(let bytes, true): "\(bytes * 8)-bit integers"
    case .integer(let bytes, false): "unsigned \(bytes * 8)-bit integers"
    case .fixedString(let bytes): "texts of \(bytes) bytes"
    case .variableString: "texts"
    case .opaque(let bytes): "opaque elements of \(bytes) bytes"
    case .other: "elements of another type"
    }
  }

  /// The kind that the datatype `type` describes.
  init(type: hid_t) throws {
    let failure = "the type of the elements is damaged"
    let bytes = H5Tget_size(type)
    switch H5Tget_class(type) {
    case H5T_FLOAT: self = Self.isStandardFloat(type) ? .float(bytes: bytes) : .other
    case H5T_INTEGER:
      let isSigned = H5Tget_sign(type) == H5T_SGN_2
      self = Self.isWhole(type) ? .integer(bytes: bytes, isSigned: isSigned) : .other
    case H5T_OPAQUE: self = .opaque(bytes: bytes)
    case H5T_STRING:
      let isVariable = try HDF5Library.checked(H5Tis_variable_str(type), failure) > 0
      self = isVariable ? .variableString : .fixedString(bytes: bytes)
    case H5T_NO_CLASS: throw UnrollError(.corruptFile, failure)
    default: self = .other
    }
  }

  /// Whether every bit of an element counts: odd formats are not worth the risk of converting them.
  private static func isWhole(_ type: hid_t) -> Bool {
    H5Tget_precision(type) == H5Tget_size(type) * 8 && H5Tget_offset(type) == 0
  }

  /// Whether sign, exponent and fraction lie as IEEE 754 lays them out in 16, 32 or 64 bits.
  private static func isStandardFloat(_ type: hid_t) -> Bool {
    let formats: [Int: (exponent: Int, fraction: Int)] = [2: (5, 10), 4: (8, 23), 8: (11, 52)]
    guard isWhole(type), let format = formats[H5Tget_size(type)] else { return false }
    var (sign, exponent, exponentBits, fraction, fractionBits) = (0, 0, 0, 0, 0)
    let status = H5Tget_fields(
      type, &sign, &exponent, &exponentBits, &fraction, &fractionBits)
    return status >= 0 && sign == format.exponent + format.fraction && fraction == 0
      && exponent == format.fraction && exponentBits == format.exponent
      && fractionBits == format.fraction
      && H5Tget_ebias(type) == (1 << (format.exponent - 1)) - 1
  }

  /// Whether libhdf5 can turn the elements into numbers of ours.
  var isNumber: Bool {
    switch self {
    case .float(let bytes), .integer(let bytes, _): (1...8).contains(bytes)
    default: false
    }
  }

  /// The bytes of an element in the file; texts of any length count as their reference.
  var bytes: Int {
    switch self {
    case .float(let bytes), .integer(let bytes, _), .fixedString(let bytes), .opaque(let bytes):
      bytes
    case .variableString: 16
    case .other: 0
    }
  }
}

/// The extent of a dataset or an attribute.
struct HDF5Extent {
  /// The sizes of the axes; a scalar has none.
  let dimensions: [Int]
  /// The number of elements.
  let count: Int

  /// Reads a dataspace; its sizes may not overflow when multiplied.
  init(space: hid_t) throws {
    let failure = "the shape is damaged"
    if H5Sget_simple_extent_type(space) == H5S_NULL {
      (dimensions, count) = ([0], 0)
      return
    }
    let rank = try HDF5Library.checked(H5Sget_simple_extent_ndims(space), failure)
    var sizes = [hsize_t](repeating: 0, count: Int(rank))
    _ = try HDF5Library.checked(H5Sget_simple_extent_dims(space, &sizes, nil), failure)
    let known = sizes.compactMap(Int.init(exactly:))
    let count = known.reduce(Optional(1)) { product, size in
      product.flatMap { Self.product($0, size) }
    }
    guard known.count == sizes.count, let count else {
      throw UnrollError(.limitExceeded, "the shape has more elements than a machine can count")
    }
    (dimensions, self.count) = (known, count)
  }

  /// The product, or nil if it cannot be represented.
  static func product(_ left: Int, _ right: Int) -> Int? {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? nil : product
  }
}
