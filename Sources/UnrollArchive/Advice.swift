/// What readers of files tell people to do, in the same words everywhere.
package enum Advice {
  /// The bytes are not those that were written.
  package static let copyAgain = "the file is damaged; download or copy it again"
  /// Memory is at its end.
  package static let freeMemory = "end other programs: there is no memory left"
}
