import Foundation
import UnrollHDF5
import UnrollTensor
import _UnrollTestSupport

/// The files that Scripts/fixtures/generate-hdf5.py makes with h5py.
enum HDF5Fixtures {
  static let names = ["types", "layouts", "links", "attributes", "bombs", "latest", "maze"]

  static func path(_ name: String) -> String {
    Fixture.folder.appending(path: "hdf5/\(name).h5").path
  }

  static func open(_ name: String) throws -> HDF5Group { try HDF5File(path: path(name)).root }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path(name))))
  }

  /// What the script calls NUMBERS and WHOLE.
  static let numbers = Tensor<Float>(shape: [2, 3], scalars: [0.5, -1.25, 3, 2, 0, -7.5])
  static let whole = Tensor<Float>(shape: [2, 3], scalars: [1, 2, 3, 4, 0, 100])
}

/// The error that `body` throws, if it throws one of ours.
func errorOf(_ body: () throws -> some Any) -> UnrollError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? UnrollError
  }
}
