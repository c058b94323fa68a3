import Testing

@testable import UnrollServer
