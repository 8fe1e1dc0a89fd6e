import Domain
import Foundation
import Ledger
import RegisterKit
import Store

/// What a pack is asked for.
public struct PackOrder: Sendable, Hashable {
  public var kind: PackKind
  /// Code of the audit for which it is.
  public var audit: String
  /// Evidence must speak for this day.
  public var date: Day
  /// Number of entries of the ledger that it rests on; nil for all that are there.
  public var position: Int?
  public init(kind: PackKind, audit: String, date: Day, position: Int? = nil) {
    self.kind = kind
    self.audit = audit
    self.date = date
    self.position = position
  }
}

/// A file that a record of a pack names.
public struct PackFile: Sendable, Hashable {
  /// Id.
  public let record: String
  public let sha256: String
  /// In bytes.
  public let size: Int
  /// Its name in the pack.
  public let member: String
}

/// One record of a pack: the ledger entry that it is.
public struct PackItem: Sendable {
  public let section: PackSection
  public let entry: Revision
  /// The entry's content, read.
  public let body: Body
  /// Of the record.
  public var id: String { entry.record }
  /// Slug of the register.
  public var kind: String { entry.kind }

  /// The member that holds its content, byte for byte as the ledger hashed it.
  public var member: String { "records/\(kind)/\(id).json" }
}

/// All that the documents of a pack follow from. Who has a pack has it whole, so they can be made again from it.
public struct PackSource: Sendable {
  public var kind: PackKind
  /// Evidence must speak for this day.
  public var date: Day
  /// Id of the audit for which it is.
  public var audit: String
  /// Slug of the workspace.
  public var workspace: String
  /// Name of the workspace.
  public var organization: String
  /// Names the ledger: `concord/INSTALLATION/WORKSPACE`.
  public var origin: String
  /// Number of entries of the ledger that it rests on.
  public var position: Int
  /// Program, version and a hash over what the registers look like: the same gives the same documents.
  public var generator: String
  /// In the order of the index.
  public var frameworks: [PackFramework]
  /// Names of records that are mentioned and not in the pack. The ledger does not prove them.
  public var names: [String: String]
  /// Files that its records name.
  public var files: [PackFile]
  /// In the order of the parts, registers and ids.
  public var items: [PackItem]

  /// Stands in the manifest and its signature; another form of packs gets another number.
  public static let format = "concord-pack/1"

  /// The workspace's scales and words, as the pack has them.
  public var settings: Settings {
    Settings(body: items.first { $0.kind == Installation.settingsKind }?.body ?? [:])
  }
}

/// Identifiers and titles of a standard, as the index of a pack shows them.
public struct PackFramework: Sendable, Hashable {
  /// A clause or control, by its identifier and title.
  public struct Line: Sendable, Hashable {
    public let uid: String
    public let id: String
    public let title: String
  }
  public let uid: String
  public let title: String
  public let requirements: [Line]
}

extension PackSource {
  /// The part to which a record belongs on this occasion; nil if it has no place.
  static func section(_ kind: PackKind, _ register: String, _ body: Body) -> PackSection? {
    PackSection.all(of: kind).first { section in
      guard section.registers.contains(register) else { return false }
      guard let only = section.only else { return true }
      return (body[only.field]?.text == only.value) != only.isExcluded
    }
  }

  static func items(_ kind: PackKind, _ entries: [Revision]) -> [PackItem] {
    let sections = PackSection.all(of: kind)
    let items = entries.compactMap { entry -> (place: Int, register: Int, item: PackItem)? in
      let body = entry.body
      guard let section = section(kind, entry.kind, body), let place = sections.firstIndex(of: section) else {
        return nil
      }
      return (
        place, section.registers.firstIndex(of: entry.kind) ?? 0, PackItem(section: section, entry: entry, body: body)
      )
    }
    return items.sorted { a, b in (a.place, a.register, a.item.id) < (b.place, b.register, b.item.id) }.map(\.item)
  }

  /// Hashes and names of the files that a record names: of its file fields first, then of what was attached.
  static func namedFiles(_ body: Body, _ register: AnyRegister?) -> [(sha256: String, name: String?)] {
    let fields = (register?.fields ?? []).filter { $0.kind.control == .file }.compactMap { body[$0.name]?.text }
    let attached = (body[AnyRegister.attachments]?.list ?? []).compactMap { file -> (String, String?)? in
      file["sha256"].text.map { ($0, file["name"].text) }
    }
    return fields.map { ($0, nil) } + attached
  }

  /// What stands in `pack.json`.
  public var value: Value {
    [
      "format": .text(Self.format), "kind": .text(kind.rawValue), "date": .text("\(date)"), "audit": .text(audit),
      "workspace": .text(workspace), "organization": .text(organization), "origin": .text(origin),
      "ledger_size": .int(position), "generator": .text(generator),
      "frameworks": .list(
        frameworks.map { framework in
          [
            "uid": .text(framework.uid), "title": .text(framework.title),
            "requirements": .list(
              framework.requirements.map { ["uid": .text($0.uid), "id": .text($0.id), "title": .text($0.title)] }),
          ]
        }),
      "names": .object(names.mapValues(Value.text)),
      "files": .list(
        files.map {
          [
            "record": .text($0.record), "sha256": .text($0.sha256), "size": .int($0.size), "member": .text($0.member),
          ]
        }),
    ]
  }

  /// Reads `pack.json`; the records come from elsewhere. Nil if something is missing.
  init?(_ value: Value, _ entries: [Revision]) {
    guard value["format"].text == Self.format, let kind = value["kind"].text.flatMap(PackKind.init),
      let date = value["date"].text.flatMap({ Day($0) }), let audit = value["audit"].text,
      let workspace = value["workspace"].text, let organization = value["organization"].text,
      let origin = value["origin"].text, let position = value["ledger_size"].int,
      let generator = value["generator"].text
    else { return nil }
    self.kind = kind
    self.date = date
    self.audit = audit
    self.workspace = workspace
    self.organization = organization
    self.origin = origin
    self.position = position
    self.generator = generator
    frameworks = value["frameworks"].list.map { framework in
      PackFramework(
        uid: framework["uid"].text ?? "", title: framework["title"].text ?? "",
        requirements: framework["requirements"].list.map {
          .init(uid: $0["uid"].text ?? "", id: $0["id"].text ?? "", title: $0["title"].text ?? "")
        })
    }
    names = (value["names"].object ?? [:]).compactMapValues(\.text)
    files = value["files"].list.map {
      PackFile(
        record: $0["record"].text ?? "", sha256: $0["sha256"].text ?? "", size: $0["size"].int ?? 0,
        member: $0["member"].text ?? "")
    }
    items = Self.items(kind, entries)
  }
}

extension Registers {
  /// Program, version and a hash over what records look like.
  var generator: String {
    var text = ""
    for register in all {
      text += "\(register.slug)|\(register.one)|\(register.many)|\(register.clauses)\n"
      for field in register.fields {
        text += "\(field.name)|\(field.label)|\(field.kind.control)|\(field.traits.listed)\n"
      }
      for state in register.lifecycle?.states ?? [] { text += "\(state.name)|\(state.label)\n" }
    }
    return "concord \(Installation.version) \(Hash.sha256(text.utf8).hex.prefix(16))"
  }
}

extension Installation {
  /// Of the program.
  public static let version = "0.2.0"
}
