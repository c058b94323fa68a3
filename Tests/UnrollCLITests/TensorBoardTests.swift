import Foundation
import Testing
import Unroll

@Suite("Files for TensorBoard")
struct TensorBoardTests {
  /// The events of a file, after both checksums of each were compared.
  private func events(_ folder: String) throws -> [Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count == 1)
    #expect(names[0].wholeMatch(of: /events\.out\.tfevents\.[0-9]{10}\..*\.v2/) != nil)
    var rest = try Data(contentsOf: URL(filePath: folder + "/" + names[0]))[...]
    var events: [Data] = []
    while !rest.isEmpty {
      let length = rest.prefix(8)
      let count = Int(number(length))
      #expect(number(rest.dropFirst(8).prefix(4)) == UInt64(masked(length)))
      let event = rest.dropFirst(12).prefix(count)
      #expect(number(rest.dropFirst(12 + count).prefix(4)) == UInt64(masked(event)))
      events.append(Data(event))
      rest = rest.dropFirst(16 + count)
    }
    return events
  }

  private func number(_ bytes: Data) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The checksum as the format defines it, bit by bit.
  private func masked(_ bytes: Data) -> UInt32 {
    let sum = ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in
        rest & 1 == 1 ? (rest >> 1) ^ 0x82F6_3B78 : rest >> 1
      }
    }
    return ((sum >> 15) | (sum << 17)) &+ 0xA282_EAD8
  }

  @Test("records are whole, and tell of every epoch under Keras's names")
  func records() throws {
    let check: UInt32 = 0xE306_9283
    #expect(masked(Data("123456789".utf8)) == (check >> 15 | check << 17) &+ 0xA282_EAD8)
    let folder = try Workshop()
    let model = try Model(input: .vector(2)) { Dense(1) }
    model.compilation = Compilation(optimizer: SGD(), loss: MeanSquaredError())
    try model.save(to: folder["m.keras"])
    try NumPyFile.write(Tensor(repeating: 1, shape: [8, 2]), to: folder["x.npy"])
    try NumPyFile.write(Tensor(repeating: 1, shape: [8]), to: folder["y.npy"])
    try Program.succeed(
      ["fit", folder["m.keras"], folder["x.npy"], folder["y.npy"], "--validation-split", "0.5"]
        + ["--epochs", "3", "--tensorboard", folder["logs"], "--output", folder["o.keras"]])
    let training = try events(folder["logs/train"])
    let validation = try events(folder["logs/validation"])
    // The version; the model; loss and rate of each epoch.
    #expect(training.count == 2 + 2 * 3)
    #expect(validation.count == 1 + 2 * 3)
    #expect(training[0].range(of: Data("brain.Event:2".utf8)) != nil)
    #expect(training[1].range(of: Data("graph_keras_model".utf8)) != nil)
    func count(_ tag: String, _ events: [Data]) -> Int {
      events.count { $0.range(of: Data(tag.utf8)) != nil }
    }
    #expect(count("epoch_loss", training) == 3)
    #expect(count("epoch_learning_rate", training) == 3)
    #expect(count("epoch_loss", validation) == 3)
    #expect(count("evaluation_loss_vs_iterations", validation) == 3)
  }
}
