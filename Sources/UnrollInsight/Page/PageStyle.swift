/// The style sheets that the skeleton links, as one text.
struct PageStyle {
  let text: String

  init(skeleton: String, _ resources: PageResources) throws {
    text = try skeleton.matches(of: /<link rel="stylesheet" href="([\w-]+\.css)">/)
      .map { try resources.text(String($0.1)) }
      .joined(separator: "\n")
  }

  /// The skeleton without its links.
  static func removingLinks(from skeleton: String) -> String {
    skeleton.replacing(/<link rel="stylesheet" href="[\w-]+\.css">\n/, with: "")
  }
}
