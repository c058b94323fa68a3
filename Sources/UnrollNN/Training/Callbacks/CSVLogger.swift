import Foundation

/// Writes a line of figures after each epoch: a table with a header, lines ended by CR LF.
///
/// Columns, numbers and line ends are those of Keras: numbers are rounded to 32 bits, and written
/// as Python writes them.
///
/// - Keras: `CSVLogger`.
public final class CSVLogger: Callback {
  private let path: String
  private let separator: Character
  private let appends: Bool
  private var file: LogFile?
  private var columns: [String]?
  /// The bytes that were there before the run.
  private var sizeBefore = 0
  /// All lines of the run.
  private var lines = ""

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - separator: what stands between columns.
  ///   - appends: whether a file that is there is gone on with; else it is replaced.
  public init(_ path: String, separator: Character = ",", appends: Bool = false) {
    self.path = path
    self.separator = separator
    self.appends = appends
  }

  /// Opens the file.
  public func trainingWillBegin(_ context: TrainingContext) throws {
    file = try LogFile(path, appends ? O_APPEND : O_TRUNC)
    (columns, lines) = (nil, "")
    // A killed program may have left half a line: nothing is to be glued to it.
    if file?.endsInLine == true { try file?.write(Array("\r\n".utf8)) }
    sizeBefore = file?.size ?? 0
  }

  /// The lines of the run, and the columns of the next ones.
  public var state: CallbackState? {
    var state = CallbackState(kind: "CSVLogger")
    state.numbers["size before"] = Double(sizeBefore)
    state.texts["lines"] = lines
    state.texts["columns"] = columns?.joined(separator: "\n")
    return state
  }

  /// Puts the lines of another process in the place of those that it wrote after its last
  /// checkpoint.
  ///
  /// - Throws: `UnrollError` if the file cannot be written.
  public func restore(_ state: CallbackState, _ context: TrainingContext) throws {
    sizeBefore = min(try state.count("size before") ?? 0, file?.size ?? 0)
    columns = state.texts["columns"]?.split(separator: "\n").map(String.init)
    lines = ""
    try file?.cut(to: sizeBefore)
    try append(state.texts["lines"] ?? "")
  }

  /// Writes a line, the first time below a header.
  public func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action {
    let columns = columns ?? Self.columns(figures)
    if self.columns == nil && file?.size == 0 { try write(["epoch"] + columns) }
    self.columns = columns
    // Keras computes in 32 bits.
    let values = columns.map { figures[$0].map { "\(Double(Float($0)))" } ?? "NA" }
    try write(["\(epoch)"] + values)
    return .goOn
  }

  /// Closes the file.
  public func trainingDidEnd(_ context: TrainingContext) { file = nil }

  /// Closes the file.
  public func trainingDidFail(_ error: any Error) { file = nil }

  /// The figures in order; without a validation, columns for one that may come later.
  private static func columns(_ figures: [String: Double]) -> [String] {
    let names = figures.keys.sorted()
    let isValidated = names.contains { $0.hasPrefix("val_") }
    return isValidated ? names : names + names.map { "val_\($0)" }
  }

  private func write(_ cells: [String]) throws {
    try append(cells.map(quoted).joined(separator: String(separator)) + "\r\n")
  }

  private func append(_ text: String) throws {
    try file?.write(Array(text.utf8))
    lines += text
  }

  private func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == separator || $0 == "\"" || $0.isNewline }) else {
      return cell
    }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
