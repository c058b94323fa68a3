#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One aligned block of memory that views are cut from.
///
/// Large blocks come from the system as pages of zeros, which take memory only when they are
/// written; what a file seems to need can be reserved without being believed.
///
/// `@unchecked Sendable`: the block itself never changes owner or size; who may write which part
/// is decided by the plan that hands out the views.
public final class Arena<Scalar: TensorScalar>: @unchecked Sendable {
  /// The alignment of the block in bytes: a cache line, and the widest vector register.
  public static var alignment: Int { 64 }

  private let base: UnsafeMutablePointer<Scalar>
  /// The bytes that were taken from the system, 0 for a block from the heap.
  private let mappedBytes: Int
  /// The number of elements in the block.
  public let count: Int

  /// Allocates `count` elements, all zero.
  public init(count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
    if let pages = SystemPages.map(bytes) {
      (base, mappedBytes) = (pages.bindMemory(to: Scalar.self, capacity: count), bytes)
      return
    }
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    base = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
    mappedBytes = 0
  }

  deinit {
    if mappedBytes > 0 {
      munmap(base, mappedBytes)
    } else {
      UnsafeMutableRawPointer(base).deallocate()
    }
  }

  /// A view of `shape` that starts at element `offset`.
  ///
  /// - Precondition: the view lies inside the block.
  public func view(_ offset: Int, _ shape: Shape) -> TensorRef<Scalar> {
    precondition(offset >= 0 && offset + shape.count <= count, "the view leaves its arena")
    return TensorRef(base: base + offset, shape: shape)
  }

  /// A view of the whole block as one row.
  public var whole: TensorRef<Scalar> { view(0, [count]) }
}

/// Memory from the system, page by page.
private enum SystemPages {
  /// Smaller blocks come from the heap.
  static let smallest = 1 << 20
  /// Larger ones are wished for in pages of two megabytes, of which there are fewer to look up.
  static let smallestOfHugePages = 4 << 20

  /// Pages of zeros; nil for small blocks, or if the system refuses.
  static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
    guard bytes >= smallest else { return nil }
    #if canImport(Darwin)
      let flags = MAP_PRIVATE | MAP_ANON
    #else
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    #endif
    let pages = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let pages, pages != MAP_FAILED else { return nil }
    #if os(Linux)
      if bytes >= smallestOfHugePages { madvise(pages, bytes, MADV_HUGEPAGE) }
    #endif
    return pages
  }
}
