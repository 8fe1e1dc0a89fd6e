import Domain
import Exchange
import Foundation
import Ledger
import RegisterKit
import Store

extension Scope {
  /// The record of a register, archived or not.
  /// - Throws: ``Failure/notFound(_:)`` for what is no such record, or none that may be seen.
  public func record(_ id: String, of register: AnyRegister) throws -> StoredRecord {
    guard let record = try record(id), record.kind == register.slug else {
      throw Failure.notFound("There is no \(register.one.lowercased()) \(id).")
    }
    return record
  }
}

/// One installation of Concord: a database, files, libraries, a key and a clock. Everything that can be done with it is
/// a method here or in an extension, one transaction each.
public struct Installation: Sendable {
  public let database: any Database
  public let registers: Registers
  public let libraries: LibrarySet
  public let files: FileStore
  /// Signs checkpoints and packs, and derives secret addresses.
  public let key: SigningKey
  /// It and those before it; it alone where what is kept of them does not lead to it.
  public let keys: KeyChain
  /// Takes notices and reminders; nil where none is set.
  public private(set) var mail: MailServer?
  /// Under which people reach the site, such as `https://isms.example.com`, for links in mails; nil where nobody said so.
  public private(set) var address: String?
  let clock: @Sendable () -> Instant
  let cache = AnswerCache(budget: 16 << 20)
  let followed = FollowedWorkspaces()
  /// Answers as they are sent, by how often something was written.
  let bytes = AnswerCache(budget: 8 << 20)
  let tokens = TokenDesk()
  let settingsRead = SettingsRead()
  let passwords = PasswordDesk()
  /// Passwords that are refused; nil where the file was not found.
  var passwordList: URL?
  /// At which passwords are kept.
  var passwordCost = Password.Cost.standard
  let trees = LedgerTrees()
  let plans = PlanDesk()
  let imports = ImportDesk()
  /// Writes what people send to the disk.
  let keeping = WorkQueue(width: 4)
  let undoing = UndoDesk()
  let reminding = ReminderDesk()
  let events = EventDesk()
  let seals = SealDesk()
  let accountMails = AccountMailDesk()
  let looks = LookDesk()
  /// How much workspaces and people may hold.
  public private(set) var quotas = Quotas()
  /// What is at work, for whoever comes after a crash; nil where nobody keeps it.
  public private(set) var atWork: AtWork?

  /// Makes the indexes that the registers ask for.
  /// - Parameter clock: Where today comes from; tests bring their own.
  public init(
    database: any Database, registers: Registers, libraries: LibrarySet, files: FileStore, key: SigningKey,
    clock: @escaping @Sendable () -> Instant
  ) async throws {
    self.database = database
    self.registers = registers
    self.libraries = libraries
    self.files = files
    self.key = key
    self.clock = clock
    let now = clock()
    keys = try await database.write { connection in
      try registers.createIndexes(connection)
      try registers.setPeopleOnce(connection)
      try connection.keepKeyOnce(key.verifyingKey)
      let sealed = try connection.sealFilesOnce()
      if sealed > 0 {
        let origin = Origin(actor: "Concord", sender: "this machine")
        let event = origin.event(.resealed, SecurityEvent.filesSealed, in: nil, "\(sealed) files", at: now)
        try connection.addEvent(event)
      }
      return try connection.keyChain(to: key.verifyingKey) ?? KeyChain(key.verifyingKey)
    }
  }

  /// The same installation with a server that takes its mail, and the address that links in mails begin with.
  public func sending(by mail: MailServer?, from address: String? = nil) -> Installation {
    var installation = self
    installation.mail = mail
    installation.address = address
    return installation
  }

  /// The same installation with other bounds of what is held.
  public func holding(_ quotas: Quotas) -> Installation {
    var installation = self
    installation.quotas = quotas
    return installation
  }

  /// The same installation, which says in a file what it is doing.
  public func telling(_ atWork: AtWork?) -> Installation {
    var installation = self
    installation.atWork = atWork
    return installation
  }

  /// By the installation's clock.
  public var now: Instant { clock() }
  /// By the installation's clock, in UTC.
  public var today: Day { clock().day }

  /// Reads a workspace in one consistent state.
  public func read<T: Sendable>(
    _ workspace: Workspace, as actor: Actor, _ body: @escaping @Sendable (Scope) throws -> T
  ) async throws -> T {
    let registers = registers
    let audience = Policy.audience(of: actor)
    return try await database.read { try body(Scope($0, workspace, registers, for: audience)) }
  }

  /// The workspace's method and words.
  public func settings(_ scope: Scope) throws -> Settings {
    // Whoever sees only what is shared still sees it on the organization's own scales.
    let whole = Scope(scope.connection, scope.workspace, registers)
    return settingsRead.settings(try whole.json(of: Installation.settingsID) ?? "{}", scope.workspace.id)
  }

  /// The record in which the settings are kept: in the ledger like any other, in no list.
  public static let settingsID = "SETTINGS"
  /// Stands in ledger entries where others have the slug of a register.
  public static let settingsKind = "settings"

  /// How values are read in a workspace: its scales, where references point, what requirements there are.
  func reading(_ scope: Scope, _ settings: Settings, frameworks: [String]? = nil) -> Reading {
    // Used only inside the transaction to which the scope belongs, on its thread.
    nonisolated(unsafe) let scope = scope
    let libraries = libraries
    let frameworks = frameworks ?? settings.frameworks
    return Reading(
      settings: settings,
      find: { registers, text in
        let found = (try? scope.find(registers, text)) ?? []
        return found.count == 1 ? .one(found[0]) : found.isEmpty ? .none : .several(found)
      },
      requirement: { text in libraries.requirement(text, in: frameworks).map(Reading.Found.one) ?? .none },
      file: { sha256 in (try? scope.file(sha256)) != nil })
  }

  /// The workspace of that slug.
  /// - Throws: ``Failure/notFound(_:)`` if there is none.
  public func workspace(_ slug: String) async throws -> Workspace {
    guard let workspace = try await database.read({ try $0.workspace(slug) }) else {
      throw Failure.notFound("There is no workspace “\(slug)”.")
    }
    return workspace
  }
}

extension Installation {
  /// Number of records of every register, worked out once for each position of the ledger.
  public func counts(_ scope: Scope) throws -> [String: RecordCount] {
    try cached("counts", scope) { try scope.counts() }
  }

  /// How many records a list has, the limit apart.
  public func total(_ query: ListQuery, _ scope: Scope) throws -> RecordCount {
    let question = query.items.filter { $0.name != "sort" }.flatMap { [$0.name, $0.value] }
    return try cached("count \(query.register) \(JSON.text(Value(question)))", scope) {
      try scope.total(query, today: today)
    }
  }

  /// How many records of a register have each value of a field.
  public func facet(
    _ field: String, of register: AnyRegister, values: [String], _ scope: Scope
  ) throws -> [String: RecordCount] {
    try cached("facet \(register.slug) \(field)", scope) {
      try scope.facet(field, of: register, values: values, today: today)
    }
  }
}

extension Installation {
  /// How values are read in a workspace, for what is typed on pages.
  public func reading(of scope: Scope) throws -> Reading { reading(scope, try settings(scope)) }
}
