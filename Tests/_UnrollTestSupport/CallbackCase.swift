import Foundation
public import UnrollNN

/// What one of Keras's callbacks decides for figures that are given, made by
/// `Scripts/fixtures/callback_fixtures.py`.
public struct CallbackCase: Decodable, Sendable {
  /// Keras's name of the callback.
  public let callback: String
  /// Its options under Keras's names.
  public let options: JSONValue
  /// Each figure by epoch.
  public let figures: [String: [Double]]
  /// The template of the file name.
  public let name: String?
  /// The last epoch, counted from 0.
  public let last: Int?
  /// The epoch that the weights come from.
  public let weight: Float?
  /// The learning rate after each epoch.
  public let rates: [Double]?
  /// The names of the files that were saved, in order.
  public let paths: [String]?

  private struct File: Decodable { let cases: [CallbackCase] }

  /// The cases of one callback.
  ///
  /// - Throws: an error of the system if the golden file cannot be read.
  public static func all(of callback: String) throws -> [CallbackCase] {
    let data = try Data(contentsOf: Fixture.folder.appending(path: "callbacks.json"))
    return try JSONDecoder().decode(File.self, from: data).cases
      .filter { $0.callback == callback }
  }

  /// The number of epochs for which there are figures.
  public var epochs: Int { figures["loss"]?.count ?? 0 }

  /// The figures of one epoch.
  public func figures(_ epoch: Int) -> [String: Double] { figures.mapValues { $0[epoch] } }

  /// An option that is a number.
  public func number(_ name: String) -> Double? { options[name]?.number }
  /// An option that is a whole number.
  public func integer(_ name: String) -> Int? { options[name]?.number.map { Int($0) } }
  /// The figure that is watched.
  public var monitor: String { options["monitor"]?.string ?? "val_loss" }
  /// Which of two values is the better one.
  public var mode: MonitorMode {
    options["mode"]?.string.flatMap(MonitorMode.init(rawValue:)) ?? .auto
  }
  /// Whether an option is set.
  public func has(_ name: String) -> Bool { options[name] == .bool(true) }

}
