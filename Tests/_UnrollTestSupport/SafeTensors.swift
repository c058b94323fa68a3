import Foundation
import UnrollTensor

/// The contents of a safetensors file: the length of a JSON header, the header, the numbers.
struct SafeTensors {
  private(set) var floats: [String: Tensor<Float>] = [:]
  private(set) var integers: [String: Tensor<Int32>] = [:]
  private(set) var metadata: [String: String] = [:]

  init(_ data: Data) throws {
    let bytes = [UInt8](data)
    guard bytes.count >= 8 else { throw Self.damaged("the file is too short") }
    let length = Self.word(bytes[0..<4])
    guard length <= bytes.count - 8 else { throw Self.damaged("the header is cut off") }
    let header = Data(bytes[8..<(8 + Int(length))])
    let numbers = bytes[(8 + Int(length))...]
    for (name, entry) in try JSONDecoder().decode([String: Entry].self, from: header) {
      switch entry {
      case .metadata(let facts): metadata = facts
      case .tensor(let place): try locating(name) { try read(name, place, numbers) }
      }
    }
  }

  private mutating func read(_ name: String, _ place: Place, _ bytes: ArraySlice<UInt8>) throws {
    let shape = Shape(place.shape)
    guard place.offsets.count == 2, place.offsets[0] >= 0, place.offsets[1] <= bytes.count,
      place.offsets[1] - place.offsets[0] == shape.count * 4
    else { throw Self.damaged("the numbers do not fit the shape") }
    let start = bytes.startIndex + place.offsets[0]
    let words = (0..<shape.count).map { index in
      Self.word(bytes[(start + index * 4)..<(start + index * 4 + 4)])
    }
    switch place.type {
    case "F32": floats[name] = Tensor(shape: shape, scalars: words.map(Float.init(bitPattern:)))
    case "I32": integers[name] = Tensor(shape: shape, scalars: words.map(Int32.init(bitPattern:)))
    default: throw UnrollError(.unsupported, "golden files hold F32 and I32", found: place.type)
    }
  }

  /// Four bytes, the lowest first.
  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func damaged(_ message: String) -> UnrollError {
    UnrollError(.corruptFile, message)
  }
}

/// One entry of the header: the facts, or where a tensor lies.
private enum Entry: Decodable {
  case metadata([String: String])
  case tensor(Place)

  init(from decoder: any Decoder) throws {
    if let place = try? Place(from: decoder) {
      self = .tensor(place)
    } else {
      self = .metadata(try decoder.singleValueContainer().decode([String: String].self))
    }
  }
}

/// Type, shape, and first and last byte of a tensor.
private struct Place: Decodable {
  let type: String
  let shape: [Int]
  let offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case type = "dtype"
    case shape
    case offsets = "data_offsets"
  }
}
