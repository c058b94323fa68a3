/// Readers of HDF5: the walk through a file, weights, and whole models.
enum HDF5Readers {
  static let all: [HostileReader] = []
}
