import UnrollTensor

@testable import UnrollServer

/// A reader of Unroll that is given any bytes whatever.
///
/// It may refuse them with an error of Unroll's own. It must not trap, hang, leak, take more memory
/// than its limits say, or throw anything else.
struct HostileReader: Sendable {
  /// The name: of the fuzzing target, of its corpus, and of the folder of its findings.
  let name: String
  /// The most bytes that are worth trying.
  let longest: Int
  private let read: @Sendable ([UInt8]) throws -> Void

  init(_ name: String, longest: Int = 4096, _ read: @escaping @Sendable ([UInt8]) throws -> Void) {
    (self.name, self.longest, self.read) = (name, longest, read)
  }

  /// Gives bytes to the reader.
  ///
  /// - Returns: The refusal; nil if the bytes were taken.
  /// - Throws: Any error that is none of Unroll's own: a fault.
  @discardableResult
  func accept(_ bytes: [UInt8]) throws -> String? {
    do {
      try read(bytes)
      return nil
    } catch let error as UnrollError {
      return error.description
    } catch let error as ServiceError {
      return error.message
    }
  }

  /// All readers.
  static let all =
    ArchiveReaders.all + TextReaders.all + VectorReaders.all + ArrayReaders.all
    + ModelReaders.all + HDF5Readers.all + ServerReaders.all

  /// The reader of a name.
  static func named(_ name: String) -> HostileReader? { all.first { $0.name == name } }
}

/// Goes on after a refusal, for readers that are asked several things about the same bytes.
func tolerating(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch is UnrollError {
  } catch is ServiceError {
  }
}
