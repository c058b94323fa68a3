/// What a byte can mean for the Treebank rules.
enum ByteClass: UInt8 {
  /// An ASCII letter, a digit or `_`: never a place to cut.
  case word
  /// Any other ASCII byte without a rule of its own, such as `/`.
  case other
  case space
  /// ASCII white space but the space itself.
  case whiteSpace
  /// `"`
  case quote
  case apostrophe
  case backtick
  /// `[` `]` `(` `)` `{` `}` `<` `>`
  case bracket
  /// `:` and `,`
  case comma
  /// `;` `@` `#` `$` `%` `&` `?` `!`
  case mark
  case period
  case dash
  /// A byte of a character beyond ASCII.
  case beyondASCII

  /// The class of every byte.
  static let table: [ByteClass] = (0...UInt8.max).map(ByteClass.init(of:))

  private init(of byte: UInt8) {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): self = .word
    case 0x20: self = .space
    case 0x09...0x0D, 0x1C...0x1F: self = .whiteSpace
    case UInt8(ascii: "\""): self = .quote
    case .apostrophe: self = .apostrophe
    case .backtick: self = .backtick
    case UInt8(ascii: "."): self = .period
    case UInt8(ascii: "-"): self = .dash
    case 0x80...: self = .beyondASCII
    default: self = .init(ofPunctuation: Unicode.Scalar(byte))
    }
  }

  private init(ofPunctuation scalar: Unicode.Scalar) {
    switch scalar {
    case "[", "]", "(", ")", "{", "}", "<", ">": self = .bracket
    case ":", ",": self = .comma
    case ";", "@", "#", "$", "%", "&", "?", "!": self = .mark
    default: self = .other
    }
  }
}

extension UInt8 {
  static var apostrophe: UInt8 { UInt8(ascii: "'") }
  static var backtick: UInt8 { UInt8(ascii: "`") }

  /// The lower-case form of an ASCII letter; other bytes may change as well.
  var lowered: UInt8 { self | 0x20 }
}
