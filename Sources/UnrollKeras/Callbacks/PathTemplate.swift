import Foundation
import UnrollTensor

/// A path with fields in Python's notation, such as `model-{epoch:02d}-{val_loss:.2f}.keras`.
struct PathTemplate {
  private enum Part {
    case text(String)
    case field(name: String, format: Format?)
  }

  /// `[0][width][.precision][type]`.
  private struct Format {
    let flags: String
    let precision: String
    let type: Character?
  }

  private let text: String
  private var parts: [Part] = []

  /// Reads a template; doubled braces stand for themselves.
  ///
  /// - Throws: `UnrollError` that shows the template.
  init(_ text: String) throws {
    self.text = text
    var rest = Substring(text)
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      let next = rest.index(after: brace)
      if next < rest.endIndex, rest[next] == rest[brace] {
        parts.append(.text(String(rest[...brace])))
        rest = rest[rest.index(after: next)...]
        continue
      }
      guard rest[brace] == "{", let end = rest.firstIndex(of: "}"), end > brace else {
        throw Self.broken(text, "a brace has no partner", hint: "write {{ and }} for braces")
      }
      parts.append(.text(String(rest[..<brace])))
      parts.append(try Self.field(rest[next..<end], of: text))
      rest = rest[rest.index(after: end)...]
    }
    parts.append(.text(String(rest)))
  }

  private static func field(_ field: Substring, of text: String) throws -> Part {
    guard let match = field.wholeMatch(of: /([A-Za-z_][A-Za-z_0-9]*)(?::(.*))?/) else {
      throw broken(text, "a field has no name", hint: "write {epoch} or {val_loss:.2f}")
    }
    guard let specification = match.2, !specification.isEmpty else {
      return .field(name: String(match.1), format: nil)
    }
    guard let format = specification.wholeMatch(of: /(0?[0-9]{0,3})(\.[0-9]{1,2})?([dfFeEgG]?)/)
    else {
      throw broken(
        text, "the format of {\(match.1)} is not supported",
        hint: "supported are those like 02d, .2f and .3e")
    }
    return .field(
      name: String(match.1),
      format: Format(
        flags: String(format.1), precision: format.2.map(String.init) ?? "", type: format.3.first))
  }

  /// The path for some numbers.
  ///
  /// - Parameters:
  ///   - integers: the epoch and the batch.
  ///   - figures: the figures.
  /// - Returns: the path.
  /// - Throws: `UnrollError` that lists the names that there are.
  func path(_ integers: [String: Int], _ figures: [String: Double]) throws -> String {
    try parts.map { part in
      guard case .field(let name, let format) = part else {
        if case .text(let text) = part { return text }
        return ""
      }
      if let integer = integers[name] { return try show(integer, format) }
      guard let figure = figures[name] else {
        throw unknown(name, known: Array(integers.keys) + figures.keys)
      }
      // Keras computes in 32 bits.
      return try show(Double(Float(figure)), format, name)
    }.joined()
  }

  /// The names in the fields.
  var names: [String] {
    parts.compactMap { part in
      guard case .field(let name, _) = part else { return nil }
      return name
    }
  }

  /// The error about a field that a run has no figure for.
  func unknown(_ name: String, known: [String]) -> UnrollError {
    Self.broken(
      text, "there is no figure {\(name)}", expected: known.sorted().joined(separator: ", "),
      hint: "write one of these")
  }

  private func show(_ integer: Int, _ format: Format?) throws -> String {
    guard let format else { return "\(integer)" }
    guard format.type == nil || format.type == "d" else {
      return try show(Double(integer), format, "epoch")
    }
    return String(format: "%\(format.flags)ld", integer)
  }

  private func show(_ number: Double, _ format: Format?, _ name: String) throws -> String {
    guard let format else { return "\(number)" }
    guard let type = format.type, type != "d" else {
      throw Self.broken(text, "{\(name)} is no whole number", hint: "write {\(name):.2f}")
    }
    return String(format: "%\(format.flags)\(format.precision)\(type)", number)
  }

  private static func broken(
    _ text: String, _ message: String, expected: String? = nil, hint: String? = nil
  ) -> UnrollError {
    UnrollError(.invalidConfiguration, message, path: [text], expected: expected, hint: hint)
  }
}
