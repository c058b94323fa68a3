import Foundation
import Testing
import UnrollHDF5

@Suite("h5py reads what we write")
struct HDF5PeerTests {
  private static let python = ProcessInfo.processInfo.environment["UNROLL_PYTHON"]

  /// Prints what h5py finds: every object with its type and contents, every attribute.
  private static let script = """
    import sys, h5py, numpy
    def show(name, item):
        if isinstance(item, h5py.Dataset):
            layout = item.id.get_create_plist().get_layout() == h5py.h5d.CONTIGUOUS
            print(name, item.dtype, item.shape, item[()].tolist(), layout)
        else:
            print(name)
        for key, value in sorted(item.attrs.items()):
            kind = type(value).__name__ if not isinstance(value, numpy.ndarray) else value.dtype
            text = value if not isinstance(value, numpy.ndarray) else value.tolist()
            print(" ", key, kind, len(text) if key == "long" else text)
    with h5py.File(sys.argv[1], "r") as file:
        show("/", file)
        file.visititems(show)
    """

  private static let expected = """
    /
      integer int64 -7
      layer_names |S6 [b'lstm', b'd\\xc3\\xa9nse']
      long str 70000
      no_names |S1 []
      nothing str\u{20}
    empty float32 (0, 3) [] True
    large int64 (1, 2) [[-9223372036854775808, 9223372036854775807]] True
    layers
    layers/lstm
    layers/lstm/cell
    layers/lstm/cell/vars
    layers/lstm/cell/vars/0 float32 (2, 3) [[0.5, -1.25, 3.0], [2.0, 0.0, -7.5]] True
      text str h\u{e9}llo \u{1f30d}
    layers/lstm/vars
      name str lstm
    optimizer
    optimizer/vars
    optimizer/vars/0 int64 () 1250 True
    optimizer/vars/1 float32 () 0.0010000000474974513 True
    small int32 (3,) [1, -2, 3] True
    vars

    """

  @Test(
    "h5py finds the same numbers, texts and types",
    .enabled(if: python != nil, "set UNROLL_PYTHON to a Python with h5py"))
  func readBack() throws {
    let path = NSTemporaryDirectory() + "unroll-\(UUID().uuidString).h5"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try HDF5WritingTests.sample().write(to: path)
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = ["-c", Self.script, path]
    process.environment = ["PYTHONIOENCODING": "utf-8", "PATH": "/usr/bin:/bin"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text == Self.expected)
  }
}
