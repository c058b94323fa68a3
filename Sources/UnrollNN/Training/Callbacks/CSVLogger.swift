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
    columns = nil
    // A killed program may have left half a line: nothing is to be glued to it.
    if file?.endsInLine == true { try file?.write(Array("\r\n".utf8)) }
  }

  /// Writes a line, the first time below a header.
  public func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action {
    let columns = columns ?? Self.columns(figures)
    if self.columns == nil && file?.isEmpty == true { try write(["epoch"] + columns) }
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
    let line = cells.map(quoted).joined(separator: String(separator)) + "\r\n"
    try file?.write(Array(line.utf8))
  }

  private func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == separator || $0 == "\"" || $0.isNewline }) else {
      return cell
    }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
