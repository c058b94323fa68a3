import CHDF5
import Foundation
import UnrollTensor

/// The door to libhdf5: one caller at a time, nothing printed, failures turned into errors.
///
/// Only files of our own making pass it; those from elsewhere are read without it.
enum HDF5Library {
  /// Held during every call, because libhdf5 may have been built without thread safety.
  ///
  /// It is recursive because handles close themselves wherever they end.
  private static let lock = NSRecursiveLock()

  /// Runs `body` while no other thread is inside libhdf5.
  static func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    unroll_h5_silence()
    return try body()
  }

  /// The result of a call, or an error that says what could not be done and what libhdf5 says.
  static func checked<Status: SignedInteger>(
    _ status: Status, _ failure: String, as code: UnrollError.Code = .io
  ) throws -> Status {
    guard status < 0 else { return status }
    throw UnrollError(code, failure, found: lastError())
  }

  /// Takes ownership of an id that a call returned, or throws as ``checked(_:_:as:)`` does.
  static func handle(
    _ id: hid_t, _ failure: String, as code: UnrollError.Code = .io
  ) throws -> HDF5Handle {
    HDF5Handle(owning: try checked(id, failure, as: code))
  }

  /// What the innermost function of libhdf5 said of the last failure.
  private static func lastError() -> String? {
    var text = [CChar](repeating: 0, count: 512)
    unroll_h5_last_error(&text, text.count)
    let said = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return said.isEmpty ? nil : "\u{201C}\(said)\u{201D} from libhdf5"
  }
}

/// An id of libhdf5 with one owner: whatever it stands for is closed when the last reference goes.
final class HDF5Handle: Sendable {
  let id: hid_t

  init(owning id: hid_t) { self.id = id }

  deinit { HDF5Library.locked { _ = H5Idec_ref(id) } }
}
