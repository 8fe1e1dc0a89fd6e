import ArgumentParser
import Domain
import Foundation
import Ledger
import Operations
import RegisterKit
import Store

struct Init: DataCommand {
  static let makesDirectory = true
  static let configuration = CommandConfiguration(
    abstract: "Make a workspace and its first administrator.",
    discussion: """
      Example:
        concord init --data ./data --organization "Halden Health" --admin ciso@example.com
      The password is taken from $CONCORD_ADMIN_PASSWORD, else made and printed once.
      """)
  @OptionGroup var options: DataOptions
  @Option(help: "Name of the organization; not needed with --from.") var organization: String?
  @Option(help: "Make the workspace from a file of concord export --everything.") var from: String?
  @Option(help: "E-mail address of the administrator.") var admin: String

  func run(on installation: Installation, _ output: inout Output) async throws {
    let given = output.variables["CONCORD_ADMIN_PASSWORD"]
    let password = given ?? String(Random.secret().prefix(20))
    let workspace: Workspace
    if let from {
      guard let data = try? Data(contentsOf: output.url(from)) else { throw ValidationError("\(from) can't be read.") }
      workspace = try await installation.importWorkspace(try JSON.parse(Array(data)))
    } else if let organization {
      workspace = try await installation.addWorkspace(organization)
    } else {
      throw ValidationError("Name the organization: --organization \"Halden Health\".")
    }
    let isNew = try await installation.addMember(
      email: admin, name: "", password: password, role: .administrator, in: workspace)
    output.line("Workspace \(workspace.slug) is ready.")
    if given == nil, isNew { output.line("Sign in as \(admin) with the password \(password)") }
    if !isNew { output.line("Sign in as \(admin) with the password you have already.") }
  }
}

extension Day {
  /// A day as an option of the command line says it.
  fileprivate init(option: String) throws {
    guard let day = Day(option) else { throw ValidationError("--until is a day such as 2027-03-31.") }
    self = day
  }
}

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Members of a workspace.",
    subcommands: [Add.self, List.self, Remove.self, Password.self, Disable.self, Enable.self])

  struct Add: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give somebody a part in a workspace.",
      discussion: """
        Examples:
          concord user add --workspace halden-health --email dpo@example.com --role contributor
          concord user add --workspace halden-health --email auditor@body.example.org --role external_auditor \
            --audit AUD-2027-2 --until 2027-11-09
        An external auditor is invited to audits and until a last day, and reads what these audits show. Run again for
        somebody who has a part, the command gives them this one instead.
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Option var email: String
    @Option var name = ""
    @Option(help: "administrator, manager, contributor, internal_auditor, external_auditor or reader.") var role =
      "reader"
    @Option(help: "Last day, for guests; an external auditor must have one.") var until: String?
    @Option(help: "Code of an audit to which an external auditor is invited; repeat it for several.") var audit:
      [String] = []
    @Option(help: "Who of the people register it is, such as PER-0004; else who has the address, for a new member.")
    var person: String?

    func run(on installation: Installation, _ output: inout Output) async throws {
      guard let role = Role(rawValue: role) else { throw ValidationError("“\(role)” is no role.") }
      let day = try until.map(Day.init(option:))
      let given = output.variables["CONCORD_USER_PASSWORD"]
      let password = given ?? String(Random.secret().prefix(20))
      let found = try await workspace.find(installation)
      let isNew = try await installation.addMember(
        email: email, name: name, password: password, role: role, until: day, audits: audit, person: person,
        in: found)
      let audits = audit.isEmpty ? "" : " for \(audit.joined(separator: " and "))"
      output.line(
        "\(email) is \(role.label.lowercased()) of \(found.slug)\(audits)\(day.map { " until \($0)" } ?? "").")
      if isNew, given == nil { output.line("The password is \(password)") }
    }
  }

  struct List: DataCommand {
    static let configuration = CommandConfiguration(abstract: "Who has a part.")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run(on installation: Installation, _ output: inout Output) async throws {
      let found = try await workspace.find(installation)
      let people = try await installation.database.read { try $0.people(of: found.id) }
      for member in try await installation.database.read({ try $0.members(of: found.id) }) {
        let audits = member.audits.isEmpty ? "" : "\tfor \(member.audits.joined(separator: " "))"
        output.line(
          "\(member.account.email)\t\(member.role.rawValue)\(audits)\(member.until.map { "\tuntil \($0)" } ?? "")\(people[member.account.email].map { "\tis \($0)" } ?? "")"
        )
      }
    }
  }

  struct Remove: DataCommand {
    static let configuration = CommandConfiguration(abstract: "Take somebody's part away.")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Option var email: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      let found = try await workspace.find(installation)
      try await installation.removeMember(email: email, from: found)
      output.line("\(email) has no part in \(found.slug) any more.")
    }
  }

  struct Password: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give somebody who lost it a new password; all their sessions end.",
      discussion: """
        Example:
          concord user password --email dpo@example.com
        The password is taken from $CONCORD_USER_PASSWORD, else made and printed once.
        """)
    @OptionGroup var options: DataOptions
    @Option var email: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      let given = output.variables["CONCORD_USER_PASSWORD"]
      let password = given ?? String(Random.secret().prefix(20))
      try await installation.setPassword(email: email, password)
      output.line(given == nil ? "The password of \(email) is \(password)" : "The password of \(email) is set.")
    }
  }

  struct Disable: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep an account from signing in anywhere; its sessions end, what it wrote stays.",
      discussion: "Example:\n  concord user disable --email dpo@example.com")
    @OptionGroup var options: DataOptions
    @Option var email: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      try await installation.setDisabled(email: email, true)
      output.line("\(email) can't sign in any more.")
    }
  }

  struct Enable: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a disabled account sign in again.",
      discussion: "Example:\n  concord user enable --email dpo@example.com")
    @OptionGroup var options: DataOptions
    @Option var email: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      try await installation.setDisabled(email: email, false)
      output.line("\(email) can sign in again.")
    }
  }
}

struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Keys for programs.", subcommands: [Create.self, List.self, Revoke.self])

  struct Create: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a token; it is printed once, alone on standard output.",
      discussion: """
        Examples:
          concord token create --data ./data --workspace halden-health --name ci --role manager
          concord token create --workspace halden-health --name body --role external_auditor --audit AUD-2027-2 \
            --until 2027-11-09
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Option var name: String
    @Option(help: "What it may do.") var role = "reader"
    @Option(help: "Last day; a token that reads as an external auditor must have one.") var until: String?
    @Option(help: "Code of an audit for which it reads as an external auditor; repeat it for several.") var audit:
      [String] = []

    func run(on installation: Installation, _ output: inout Output) async throws {
      guard let role = Role(rawValue: role) else { throw ValidationError("“\(role)” is no role.") }
      let day = try until.map(Day.init(option:))
      let found = try await workspace.find(installation)
      output.line(
        try await installation.addToken(
          name: name, role: role, until: day, audits: audit, in: found, by: operatorActor.name))
    }
  }

  struct List: DataCommand {
    static let configuration = CommandConfiguration(abstract: "The tokens of a workspace.")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run(on installation: Installation, _ output: inout Output) async throws {
      let found = try await workspace.find(installation)
      for token in try await installation.database.read({ try $0.tokens(of: found.id) }) {
        let audits = token.audits.isEmpty ? "" : "\tfor \(token.audits.joined(separator: " "))"
        let until = token.until.map { "\tuntil \($0)" } ?? ""
        output.line(
          "\(token.name)\t\(token.role.rawValue)\(audits)\(until)\tmade \(token.createdAt.prefix(10)) by \(token.createdBy)"
        )
      }
    }
  }

  struct Revoke: DataCommand {
    static let configuration = CommandConfiguration(abstract: "Make a token worthless.")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Option var name: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      let found = try await workspace.find(installation)
      let name = name
      guard try await installation.removeToken(name, from: found) else {
        throw Failure.notFound("There is no token “\(name)”.")
      }
      output.line("The token \(name) no longer works.")
    }
  }
}
