import Testing
import UnrollTensor

@Suite struct KernelTableTests {
  private let names = Kernels.available.map(\.name)

  @Test("the baseline comes first and vectors never shrink") func order() {
    let lanes = Kernels.available.map(\.lanes)
    #expect(names.first == "baseline")
    #expect(lanes == lanes.sorted())
    #expect(Set(names).count == names.count)
  }

  @Test("the active table can run here") func active() {
    #expect(names.contains(Kernels.active.name))
  }

  @Test("tables are found by name") func named() throws {
    for kernels in Kernels.available {
      #expect(try Kernels.named(kernels.name).name == kernels.name)
    }
  }

  @Test("an unknown name is answered with the known ones") func unknown() {
    let error = #expect(throws: UnrollError.self) { try Kernels.named("mmx") }
    #expect(error?.found == "mmx")
    #expect(error?.expected == names.joined(separator: ", "))
  }
}
