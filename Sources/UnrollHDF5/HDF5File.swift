import CHDF5
import Foundation
import UnrollTensor

/// An HDF5 file: an existing one to read, or a new one in memory to fill and then take the bytes of.
///
/// Files from elsewhere are not trusted: links that lead elsewhere are refused, and what a file
/// declares is held against ``HDF5Limits`` before memory is taken. All parts of a file may be used
/// from any thread; libhdf5 is entered by one at a time.
public struct HDF5File: Sendable {
  private let handle: HDF5Handle
  /// The group that holds everything else.
  public let root: HDF5Group

  /// Opens the file at `path` for reading.
  ///
  /// - Parameters:
  ///   - path: the place of the file.
  ///   - limits: budgets for what the file declares.
  /// - Throws: ``UnrollError`` when there is no such file or it is not HDF5.
  public init(path: String, limits: HDF5Limits = .standard) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw UnrollError(.notFound, "there is no such file", path: [path])
    }
    self = try locating(path) {
      try HDF5Library.locked {
        let access = try Self.access()
        unroll_h5_skip_file_lock(access.id)
        return try Self(reading: path, access, limits)
      }
    }
  }

  /// Opens a whole file that is in memory, such as a member of an archive, for reading.
  ///
  /// - Parameters:
  ///   - image: the bytes of the file.
  ///   - limits: budgets for what the file declares.
  /// - Throws: ``UnrollError`` when the bytes are not an HDF5 file.
  public init(image: [UInt8], limits: HDF5Limits = .standard) throws {
    self = try HDF5Library.locked {
      let access = try Self.memoryAccess()
      let status = image.withUnsafeBytes { bytes in
        // libhdf5 copies the bytes; its parameter is not const because it could be told not to.
        H5Pset_file_image(
          access.id, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
      }
      _ = try HDF5Library.checked(status, "the bytes cannot be taken for a file")
      return try Self(reading: Self.uniqueName(), access, limits)
    }
  }

  /// Creates an empty file in memory.
  ///
  /// - Throws: ``UnrollError`` when libhdf5 refuses, for want of memory.
  public init() throws {
    self = try HDF5Library.locked {
      let access = try Self.memoryAccess()
      let name = Self.uniqueName()
      let id = H5Fcreate(name, unroll_h5_truncate(), unroll_h5_default(), access.id)
      let file = try HDF5Library.handle(id, "a file cannot be made in memory", as: .io)
      return try Self(file, .standard, isTrusted: true)
    }
  }

  /// The bytes of the file as it is now.
  ///
  /// - Throws: ``UnrollError`` when libhdf5 cannot give them.
  public func image() throws -> [UInt8] {
    try HDF5Library.locked {
      let flushed = H5Fflush(handle.id, H5F_SCOPE_LOCAL)
      _ = try HDF5Library.checked(flushed, "the file cannot be completed", as: .io)
      return try Self.image(of: handle.id)
    }
  }

  /// Writes the file as it is now to `path`, where a complete file stands at any time.
  ///
  /// - Parameter path: the place to write to; an existing file is replaced.
  /// - Throws: ``UnrollError`` when the system refuses.
  public func write(to path: String) throws {
    let bytes = Data(try image())
    do {
      try bytes.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw UnrollError(.io, "the file cannot be written", path: [path], cause: error)
    }
  }

  /// The bytes of a file; to be called inside libhdf5.
  static func image(of file: hid_t) throws -> [UInt8] {
    let size = H5Fget_file_image(file, nil, 0)
    let count = try HDF5Library.checked(size, "the file has no bytes to give", as: .io)
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      let got = H5Fget_file_image(file, buffer.baseAddress, count)
      written = try HDF5Library.checked(got, "the bytes of the file cannot be copied", as: .io)
    }
  }

  private init(reading name: String, _ access: HDF5Handle, _ limits: HDF5Limits) throws {
    let id = H5Fopen(name, unroll_h5_read_only(), access.id)
    try self.init(
      HDF5Library.handle(id, "this is no HDF5 file, or it is damaged"), limits, isTrusted: false)
  }

  private init(_ file: HDF5Handle, _ limits: HDF5Limits, isTrusted: Bool) throws {
    handle = file
    let id = H5Gopen2(file.id, "/", unroll_h5_default())
    let group = try HDF5Library.handle(id, "the file has no root group")
    root = HDF5Group(HDF5Object(root: group, limits: limits, isTrusted: isTrusted))
  }

  private static func access() throws -> HDF5Handle {
    try HDF5Library.handle(
      H5Pcreate(unroll_h5_file_access()), "libhdf5 cannot prepare to open files", as: .io)
  }

  /// Access to a file that never touches the disk.
  private static func memoryAccess() throws -> HDF5Handle {
    let access = try access()
    let status = H5Pset_fapl_core(access.id, 64 << 10, false)
    _ = try HDF5Library.checked(
      status, "libhdf5 was built without files in memory", as: .unsupported)
    return access
  }

  /// A name for a file in memory: libhdf5 takes two files of one name for the same file.
  private static func uniqueName() -> String { "memory-\(UUID().uuidString)" }
}
