import Foundation

/// `unroll-bench`: the side of the comparison that times Unroll; `compare.py` starts it.
@main
enum Main {
  private static let usage = """
    usage: unroll-bench prepare FOLDER ARCHIVE VECTORS
           unroll-bench serve FOLDER [OPENBLAS]

    prepare  writes the arrays, texts and models to measure on
    serve    answers "prepare NAME" and "time NAME" from standard input;
             those of OpenBLAS if its library is given, else those of Unroll

    """

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch (arguments.first, arguments.count) {
      case ("prepare", 4):
        try Preparation(folder: arguments[1]).run(archive: arguments[2], vectors: arguments[3])
      case ("serve", 2...3):
        var server = Server(
          data: BenchData(folder: arguments[1], blas: arguments.dropFirst(2).first))
        server.run()
      default:
        fail(usage, status: 64)
      }
    } catch {
      fail("error: \(error)\n", status: 1)
    }
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data(message.utf8))
    exit(status)
  }
}
