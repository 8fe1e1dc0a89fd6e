import Domain
import Exchange
import Foundation
import RegisterKit
import Store
import StoreSQLite
import Testing

/// A list that a library names: of a rule, or of a task's condition.
struct NamedList: Sendable, CustomTestStringConvertible {
  let by: String
  let register: String
  let items: [String: String]
  var testDescription: String {
    "\(by) \(register) \(items.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "&"))"
  }

  static let shipped: [NamedList] = {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Libraries")
    let set = LibrarySet(LibraryReader.read(folder: folder).libraries)
    var lists = set.rules.map { NamedList(by: $0.id, register: $0.register, items: $0.query) }
    for task in set.steps.flatMap(\.tasks) {
      for case .records(let condition) in task.conditions {
        lists.append(NamedList(by: task.id, register: condition.register, items: condition.query))
      }
    }
    return lists
  }()
}

@Suite("Lists that the libraries name")
struct LibraryQueriesTests {
  /// Values that a choice field does not have would make a list that is always empty, so a rule that never speaks.
  @Test("ask for registers, fields and values that there are")
  func names() throws {
    #expect(NamedList.shipped.count > 150)
    for list in NamedList.shipped {
      let register = try #require(Catalogue.registers[list.register], "\(list.by)")
      let query = try ListQuery(
        list.items.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }, register: register,
        among: Catalogue.registers)
      #expect(
        query.conditions.count == list.items.count { $0.key != "archived" && $0.key != "q" }, "\(list.testDescription)")
      for condition in query.conditions where [.is, .ne].contains(condition.test) || condition.test == .contains {
        let known: [String]? =
          if condition.field == "state", let lifecycle = register.lifecycle {
            lifecycle.states.map(\.name) + ["open"]
          } else {
            switch register.field(condition.field)?.kind.control {
            case .choice(let options), .choices(let options):
              options.map(\.name) + (condition.field == "status" ? ["open"] : [])
            default: nil
            }
          }
        if let known {
          for value in condition.values { #expect(known.contains(value), "\(list.testDescription): \(value)") }
        }
      }
      // A link that no field makes, or a value that the field on the other side does not have.
      for condition in query.conditions where condition.test == .linked || condition.test == .none {
        let parts = condition.field.split(separator: ".").map(String.init)
        let other = try #require(Catalogue.registers[parts[0]])
        if parts.count > 1 {
          #expect(other.field(parts[1])?.targets.contains(list.register) == true, "\(list.testDescription)")
        }
        if parts.count > 2, case .choices(let options) = other.field(parts[2])?.kind.control {
          #expect(condition.values.allSatisfy { options.map(\.name).contains($0) }, "\(list.testDescription)")
        }
      }
    }
  }

  @Test("can be counted by the database")
  func counted() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "queries-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = try SQLiteDatabase(path: folder.appendingPathComponent("concord.sqlite").path)
    let counts = try await database.write { connection in
      try Catalogue.registers.createIndexes(connection)
      let scope = Scope(connection, Workspace(id: 1, slug: "w", name: "W"), Catalogue.registers)
      return try NamedList.shipped.map { list in
        guard let register = Catalogue.registers[list.register] else { return -1 }
        let items = list.items.map { (name: $0.key, value: $0.value) }
        return try scope.count(
          ListQuery(items, register: register, among: Catalogue.registers), today: Day(number: 20_781))
      }
    }
    #expect(counts.allSatisfy { $0 == 0 })
  }
}
