import Domain
import RegisterKit
import Store

/// Somebody as an external auditor reads of them: who answers for what is shown, and nothing else of the person.
public struct NamedPerson: Sendable, Hashable {
  public let name: String
  /// What they do in the organization; empty where it is not known.
  public let jobRole: String
  /// `Anna Aalto, Head of Data and AI`.
  public var words: String { jobRole.isEmpty ? name : "\(name), \(jobRole)" }
}

extension Installation {
  /// The people among these ids, for whoever sees records that name them and not the register of people. External auditors
  /// interview who answers for a thing, so the record says who that is; their entry stays closed. Members, who see the
  /// entry itself, get nothing here.
  public func people(among ids: some Collection<String>, _ scope: Scope) throws -> [String: NamedPerson] {
    guard scope.sharedOnly, !ids.isEmpty else { return [:] }
    let whole = Scope(scope.connection, scope.workspace, registers)
    let slug = Person.register.erased.slug
    return try whole.names(of: ids).filter { $0.value.kind == slug }.mapValues { name in
      let body = try whole.record(name.id)?.body ?? [:]
      return NamedPerson(name: name.title, jobRole: body["job_role"]?.text ?? "")
    }
  }
}
