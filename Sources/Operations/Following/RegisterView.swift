import Domain
import RegisterKit
import Store

/// A register as a calculation needs it: of each record as little as that, worked out once for each revision.
public struct RegisterView<Part: Sendable>: Sendable {
  /// A record, without its author and moments, which a calculation over a whole register has no business with.
  public struct Source {
    public let id: String
    public let title: String
    public let state: String?
    public let body: Body
  }

  /// One for each view.
  let name: String
  /// Slug of the register.
  let register: String
  let part: @Sendable (Source) -> Part?

  /// - Parameter part: What is kept of a record; nil if it counts for nothing.
  public init(_ name: String, of register: String, _ part: @escaping @Sendable (Source) -> Part?) {
    self.name = name
    self.register = register
    self.part = part
  }

  func part(of record: StoredRecord) -> Part? {
    part(Source(id: record.id, title: record.title, state: record.state, body: record.body))
  }
}

extension Installation {
  /// What a view keeps of the records that are not archived, by id.
  public func parts<Part>(_ view: RegisterView<Part>, _ scope: Scope) throws -> [Part] {
    guard Followed.follows(scope) else { return try scope.records(of: view.register).compactMap(view.part) }
    return try followed.of(scope.workspace).parts(view, scope, today: today)
  }

  /// The same as it was at a moment.
  func parts<Part>(_ view: RegisterView<Part>, _ scope: Scope, asOf moment: Instant?) throws -> [Part] {
    guard let moment else { return try parts(view, scope) }
    let title = registers[view.register]?.titleField.name ?? ""
    // Who sees only what is shared now doesn't see more of the past.
    let seen = scope.sharedOnly ? Set(try scope.records(of: view.register).map(\.id)) : nil
    return try scope.revisions(of: view.register, asOf: moment).compactMap { revision in
      guard seen?.contains(revision.record) != false else { return nil }
      let body = revision.body
      return view.part(
        .init(
          id: revision.record, title: body[title]?.text ?? revision.record, state: revision.state, body: body))
    }
  }

  /// How many records fit a query.
  func count(_ query: ListQuery, _ scope: Scope) throws -> Int {
    guard Followed.follows(scope) else { return try scope.count(query, today: today) }
    return try followed.of(scope.workspace).count(query, scope, today: today)
  }

  /// Something said of the records that fit a query, worked out anew only when one of them was touched.
  /// - Parameters:
  ///   - question: One text for each thing that is said of the same records.
  ///   - work: Is told how many there are, and asks for the first.
  func said<T: Sendable>(
    _ question: String, of query: ListQuery, _ scope: Scope,
    _ work: (_ count: Int, _ first: () throws -> [StoredRecord]) throws -> T
  ) throws -> T {
    guard Followed.follows(scope) else {
      return try work(scope.count(query, today: today)) { try scope.list(query, today: today).records }
    }
    return try followed.of(scope.workspace).said(question, of: query, scope, today: today, work)
  }
}
