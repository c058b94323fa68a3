import CHDF5
import Foundation
import UnrollTensor

/// A new HDF5 file in memory, to fill and then take the bytes of; libhdf5 writes it.
///
/// All parts of it may be used from any thread; libhdf5 is entered by one at a time.
public struct HDF5NewFile: Sendable {
  private let handle: HDF5Handle
  /// The group that holds everything else.
  public let root: HDF5NewGroup

  /// Creates an empty file.
  ///
  /// - Throws: ``UnrollError`` when libhdf5 refuses, for want of memory.
  public init() throws {
    (handle, root) = try HDF5Library.locked {
      let access = try HDF5Library.handle(
        H5Pcreate(unroll_h5_file_access()), "libhdf5 cannot prepare to open files")
      // Nothing of it ever touches the disk.
      _ = try HDF5Library.checked(
        H5Pset_fapl_core(access.id, 64 << 10, false), "libhdf5 was built without files in memory",
        as: .unsupported)
      // libhdf5 takes two files of one name for the same file.
      let name = "memory-\(UUID().uuidString)"
      let id = H5Fcreate(name, unroll_h5_truncate(), unroll_h5_default(), access.id)
      let file = try HDF5Library.handle(id, "a file cannot be made in memory")
      let root = try HDF5Library.handle(
        H5Gopen2(file.id, "/", unroll_h5_default()), "the file has no root group")
      return (file, HDF5NewGroup(root, names: []))
    }
  }

  /// The bytes of the file as it is now.
  ///
  /// - Throws: ``UnrollError`` when libhdf5 cannot give them.
  public func image() throws -> [UInt8] {
    try HDF5Library.locked {
      let flushed = H5Fflush(handle.id, H5F_SCOPE_LOCAL)
      _ = try HDF5Library.checked(flushed, "the file cannot be completed")
      let size = H5Fget_file_image(handle.id, nil, 0)
      let count = try HDF5Library.checked(size, "the file has no bytes to give")
      return try [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
        let got = H5Fget_file_image(handle.id, buffer.baseAddress, count)
        written = try HDF5Library.checked(got, "the bytes of the file cannot be copied")
      }
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
}
