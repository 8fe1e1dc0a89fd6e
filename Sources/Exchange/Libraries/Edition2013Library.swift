import Domain
import RegisterKit
import Yams

/// The earlier edition of a standard.
extension FileReader {
  mutating func edition(_ node: Node) -> Edition2013? {
    keys(node, ["framework", "edition", "title", "requirements"], of: "earlier edition")
    guard let framework = text(node, "framework", of: "earlier edition"),
      let edition = text(node, "edition", of: "earlier edition"), let title = text(node, "title", of: "earlier edition")
    else { return nil }
    let lines = once(entries(node, "requirements", of: title), "requirement") { reader, entry -> Edition2013.Line? in
      guard let id = reader.text(entry, "id", of: "requirement of \(title)"),
        let name = reader.text(entry, "title", of: "requirement \(id)")
      else { return nil }
      reader.keys(entry, ["id", "title", "now"], of: "requirement \(id)")
      let now = reader.texts(entry, "now", of: "requirement \(id)")
      for successor in now {
        reader.mention(entry["now"], requirement: "\(framework):\(successor)", by: "requirement \(id) of \(title)")
      }
      return Edition2013.Line(id: id, title: name, now: now)
    }
    if lines.isEmpty { problem(node, "\(title) has no requirements") }
    return Edition2013(framework: framework, title: title, edition: edition, lines: lines)
  }
}
