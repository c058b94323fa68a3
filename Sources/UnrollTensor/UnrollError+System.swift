import Foundation

extension UnrollError {
  /// An error about a file or folder that the operating system refused through Foundation.
  ///
  /// - Parameters:
  ///   - message: what was tried, as in "cannot list the folder".
  ///   - path: the file or folder.
  ///   - cause: what Foundation threw.
  ///   - hint: what to do.
  /// - Returns: the error, with the reason in the system's words where Foundation passes it on.
  package static func system(
    _ message: String, path: [String], cause: any Error, hint: String
  ) -> UnrollError {
    UnrollError(.io, message, path: path, found: reason(cause), hint: hint, cause: cause)
  }

  /// The text of the number that the system gave.
  private static func reason(_ error: any Error) -> String? {
    let words: [CocoaError.Code: String] = [
      .fileNoSuchFile: "No such file or directory",
      .fileReadNoSuchFile: "No such file or directory",
      .fileWriteFileExists: "File exists", .fileReadNoPermission: "Permission denied",
      .fileWriteNoPermission: "Permission denied", .fileWriteOutOfSpace: "No space left on device",
      .fileWriteVolumeReadOnly: "Read-only file system",
    ]
    if let code = (error as? CocoaError)?.code, let text = words[code] { return text }
    let error = error as NSError
    let inner = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    guard let number = [error, inner].compactMap(\.self).first(where: isOfSystem)?.code else {
      return nil
    }
    return strerror(Int32(truncatingIfNeeded: number)).map { String(cString: $0) }
  }

  private static func isOfSystem(_ error: NSError) -> Bool { error.domain == NSPOSIXErrorDomain }
}
