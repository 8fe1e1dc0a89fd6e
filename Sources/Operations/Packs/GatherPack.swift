import Domain
import Exchange
import Ledger
import RegisterKit
import Store

extension Installation {
  /// What a pack of this order would hold.
  public func packSource(_ order: PackOrder, _ scope: Scope) throws -> PackSource {
    let position = try position(of: order, scope)
    guard let audit = try scope.revisions(ofRecords: [order.audit], upTo: position).first, audit.kind == "audits" else {
      throw Failure.notFound("There is no audit \(order.audit).")
    }
    let entries = try PackSection.all(of: order.kind).flatMap { section in
      try section.registers.flatMap { try self.entries($0, section, order, position, scope) }
    }
    let items = PackSource.items(order.kind, entries)
    var source = PackSource(
      kind: order.kind, date: order.date, audit: order.audit, workspace: scope.workspace.slug,
      organization: scope.workspace.name, origin: origin(scope.workspace), position: position,
      generator: registers.generator, frameworks: [], names: [:], files: try files(of: items, scope), items: items)
    let uids = source.settings.frameworks + order.standards(audit).filter { !source.settings.frameworks.contains($0) }
    source.frameworks = uids.compactMap { libraries.framework($0) }.map { framework in
      PackFramework(
        uid: framework.uid, title: framework.title,
        requirements: framework.assessed.map { .init(uid: $0.uid, id: $0.id, title: $0.title) })
    }
    source.names = try names(beside: items, position, scope)
    return source
  }

  private func position(of order: PackOrder, _ scope: Scope) throws -> Int {
    let size = try scope.ledgerSize
    guard let position = order.position else {
      // That packs were made and looked at changes nothing in what a pack holds.
      return try scope.lastEntry(notOf: Self.logs)
    }
    guard (1...max(1, size)).contains(position) else {
      throw Failure.malformed("The ledger has \(size) entries; position \(position) is not one of them.")
    }
    return position
  }

  private func entries(
    _ kind: String, _ section: PackSection, _ order: PackOrder, _ position: Int, _ scope: Scope
  ) throws -> [Revision] {
    let lifecycle = registers[kind]?.lifecycle
    let frozen = (lifecycle?.states ?? []).filter(\.isFrozen)
    let found = try scope.revisions(
      of: kind, upTo: position, in: section.inForceOnly && !frozen.isEmpty ? frozen.map(\.name) : nil)
    return found.filter { entry in
      // Withdrawn and replaced ones are approved and no longer in force.
      if section.inForceOnly, lifecycle?.state(entry.state)?.isFinal == true { return false }
      if kind == "evidence" { return Evidence.register.decode(entry.body).isValid(on: order.date) }
      return PackSource.section(order.kind, kind, entry.body) == section
    }
  }

  private func files(of items: [PackItem], _ scope: Scope) throws -> [PackFile] {
    var files: [PackFile] = []
    for item in items {
      var taken: Set<String> = []
      for (sha256, name) in PackSource.namedFiles(item.body, registers[item.kind]) {
        guard let file = try scope.file(sha256) else {
          throw Failure.unavailable("A file of \(item.id) is not in this installation; concord verify says more.")
        }
        let plain = Self.memberName(name ?? "\(item.id).\(Self.ending(file.type))")
        var unique = plain
        var number = 2
        while !taken.insert(unique.lowercased()).inserted {
          unique = "\(number)-\(plain)"
          number += 1
        }
        files.append(
          PackFile(record: item.id, sha256: sha256, size: file.size, member: "files/\(item.id)/\(unique)"))
      }
    }
    return files
  }

  /// Titles of the records that are mentioned and not in the pack.
  private func names(beside items: [PackItem], _ position: Int, _ scope: Scope) throws -> [String: String] {
    let inside = Set(items.map(\.id))
    let mentioned = items.reduce(into: Set<String>()) { ids, item in
      for field in registers[item.kind]?.references ?? [] { ids.formUnion(item.body[field.name]?.texts ?? []) }
    }
    var names: [String: String] = [:]
    for entry in try scope.revisions(ofRecords: mentioned.subtracting(inside), upTo: position) {
      names[entry.record] = registers[entry.kind].flatMap { entry.body[$0.titleField.name]?.text } ?? entry.record
    }
    return names
  }

  /// Letters, digits, `-`, `_` and `.` of a file's name; the rest becomes `-`.
  static func memberName(_ name: String) -> String {
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" }
    let trimmed = String(plain.drop { $0 == "." || $0 == "-" }.suffix(120))
    return trimmed.isEmpty || trimmed.first == "." ? "file\(trimmed)" : trimmed
  }

  private static func ending(_ type: String) -> String {
    switch type {
    case "application/pdf": "pdf"
    case "image/png": "png"
    case "image/jpeg": "jpg"
    case "text/plain": "txt"
    case "application/json": "json"
    case "application/zip": "zip"
    default: "bin"
    }
  }
}

extension PackOrder {
  /// Uids of the standards of the audit.
  fileprivate func standards(_ audit: Revision) -> [String] { audit.body["standards"]?.texts ?? [] }
}
