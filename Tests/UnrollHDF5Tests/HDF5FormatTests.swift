import Foundation
import Testing
import UnrollHDF5
import UnrollTensor
import _UnrollTestSupport

/// Files that Scripts/fixtures/hdf5_formats.py makes with h5py.
@Suite("HDF5 files of every format read as h5py reads them")
struct HDF5FormatTests {
  static let folder = Fixture.folder.appending(path: "hdf5/formats")
  static let names: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".h5") }.sorted() ?? []

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  @Test("groups, attributes and numbers of each file")
  func contents() throws {
    let json = try Data(contentsOf: Self.folder.appending(path: "content.json"))
    let entries = try JSONDecoder().decode([Entry].self, from: json)
    #expect(entries.flatMap(\.files).sorted() == Self.names)
    #expect(Self.names.count > 15)
    for entry in entries {
      for name in entry.files {
        let file = try HDF5File(path: Self.folder.appending(path: name).path)
        #expect(try entry.content.differences(from: file.root) == [], "\(name)")
      }
    }
  }

  /// Files of the same contents.
  private struct Entry: Decodable {
    var files: [String]
    var content: HDF5Content
  }

  @Test("the files hold the structures that they are there for")
  func structures() throws {
    var missing = Set(
      [
        "TREE", "HEAP", "SNOD", "GCOL", "OHDR", "OCHK", "FRHP", "FHDB", "FHIB", "BTHD", "BTIN",
        "BTLF", "FAHD", "FADB", "EAHD", "EAIB", "EASB", "EADB",
      ])
    for name in Self.names {
      let bytes = Data(try Self.bytes(name))
      missing = missing.filter { bytes.range(of: Data($0.utf8)) == nil }
    }
    #expect(missing == [])
  }

  @Test("links that lead elsewhere are there, and are refused by name")
  func links() throws {
    for name in Self.names where name.hasPrefix("latest") || name.hasPrefix("earliest") {
      let root = try HDF5File(path: Self.folder.appending(path: name).path).root
      for kind in ["soft", "external"] {
        #expect(try root.has(kind))
        let error = errorOf { try root.child(kind) }
        #expect(error?.code == .unsupported)
        #expect(error?.found == "a link of kind \(kind)")
      }
    }
  }

  @Test("one group has one address, whatever the path to it")
  func addresses() throws {
    let root = try HDF5File(path: Self.folder.appending(path: "latest.h5").path).root
    #expect(try root.group("few").address == root.group("alias/cycle").address)
    #expect(try root.group("few").address != root.address)
  }
}
