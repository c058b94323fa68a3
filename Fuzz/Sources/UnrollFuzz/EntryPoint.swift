import Foundation

/// What libFuzzer calls first; with `UNROLL_FUZZ=list` the readers are listed with their longest
/// inputs, and that is all.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer?, _ words: UnsafeMutableRawPointer?) -> CInt
{
  guard name != "list" else {
    for reader in HostileReader.all { print(reader.name, reader.longest) }
    fflush(nil)
    _exit(0)
  }
  guard reader != nil else {
    print("error: UNROLL_FUZZ must name a reader, or be list")
    fflush(nil)
    _exit(2)
  }
  return 0
}

/// What libFuzzer calls with each input: hands it to the reader that `UNROLL_FUZZ` names.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    try reader?.accept(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch {
    preconditionFailure("\(name) threw \(error), which is none of Unroll's errors")
  }
  return 0
}

private let name = ProcessInfo.processInfo.environment["UNROLL_FUZZ"] ?? ""
private let reader = HostileReader.named(name)
