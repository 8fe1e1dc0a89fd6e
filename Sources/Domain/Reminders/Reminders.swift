import RegisterKit

/// Who is told of what today: worked out from duties, from who was told before, and from the day, and nothing else.
public struct Reminders: Sendable {
  /// Somebody with an address.
  public struct Recipient: Sendable, Hashable {
    /// Code in the people register; nil for an administrator who is not in it.
    public let person: String?
    public let name: String
    public let address: String
    public init(person: String?, name: String, address: String) {
      self.person = person
      self.name = name
      self.address = address
    }
  }

  /// One line of a mail.
  public struct Line: Sendable, Hashable {
    public let duty: Duty
    /// The one above is told because it is overdue for too long; else it is told to whoever is to do it.
    public let isEscalation: Bool
    /// Why this person is told; nil where it is their own.
    public let why: Duty.Why?
  }

  /// One mail to one person.
  public struct Digest: Sendable, Hashable {
    public let to: Recipient
    /// What they are to do, the longest overdue first, then what is due soon; behind it what is escalated to them.
    public var lines: [Line]
  }

  /// That somebody was told of a record.
  public struct Past: Sendable, Hashable {
    /// Code of the record.
    public let record: String
    public let address: String
    public let day: Day
    public init(record: String, address: String, day: Day) {
      self.record = record
      self.address = address
      self.day = day
    }
  }

  /// By code, those in the people register who can be reached.
  private let reachable: [String: Recipient]
  private let administrators: [Recipient]

  /// - Parameters:
  ///   - people: The people register, by code.
  ///   - administrators: Whoever administers the workspace; told where nobody nearer can be reached.
  public init(people: [String: Person], administrators: [Recipient]) {
    reachable = people.filter { Person.isAddress($0.value.email) }.reduce(into: [:]) { found, entry in
      found[entry.key] = Recipient(
        person: entry.key, name: entry.value.name, address: entry.value.email.lowercased())
    }
    // One person is one recipient, whichever way they are found.
    let byAddress = Dictionary(reachable.values.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
    self.administrators = administrators.map { byAddress[$0.address.lowercased()] ?? $0 }
  }

  /// The mails of a day.
  ///
  /// Whoever is to do something is told from ``ReminderRule/soonDays`` before it is due on; the one above once it is overdue
  /// by ``ReminderRule/escalationDays``, or at once where nobody who is to do it can be reached. Nobody is told of the same
  /// record again before ``ReminderRule/pauseDays`` are over.
  /// - Parameter past: Who was told before, at least within those days.
  public func digests(_ duties: [Duty], past: [Past], _ rule: ReminderRule, on day: Day) -> [Digest] {
    guard rule.isOn else { return [] }
    var told: Set<[String]> = []
    for one in past where day - one.day < rule.pauseDays { told.insert([one.record, one.address.lowercased()]) }
    var lines: [Recipient: [Line]] = [:]
    for duty in duties where duty.overdue(on: day) >= -rule.soonDays {
      for (recipient, line) in recipients(of: duty, rule, on: day)
      where told.insert([duty.record, recipient.address]).inserted {
        lines[recipient, default: []].append(line)
      }
    }
    return lines.map { Digest(to: $0.key, lines: $0.value.sorted(by: Self.before)) }
      .sorted { ($0.to.address, $0.to.name) < ($1.to.address, $1.to.name) }
  }

  /// Who would be told of a duty, whatever they were told before.
  func recipients(of duty: Duty, _ rule: ReminderRule, on day: Day) -> [(Recipient, Line)] {
    let doer = duty.doers.lazy.compactMap { told in self.reachable[told.person].map { ($0, told.why) } }.first
    var found: [(Recipient, Line)] = []
    if let (recipient, why) = doer { found.append((recipient, Line(duty: duty, isEscalation: false, why: why))) }
    let isLate = duty.overdue(on: day) >= rule.escalationDays
    guard isLate || doer == nil else { return found }
    let besides = duty.besides.union([doer?.0.person].compactMap(\.self))
    let taken = Set(found.map(\.0.address) + besides.compactMap { reachable[$0]?.address })
    let above = duty.above.lazy.compactMap { told in
      besides.contains(told.person) ? nil : self.reachable[told.person].map { ($0, told.why) }
    }.first { !taken.contains($0.0.address) }
    if let (recipient, why) = above {
      found.append((recipient, Line(duty: duty, isEscalation: isLate, why: why)))
    } else {
      // Where the only administrator is the owner, they are told at least that it is theirs.
      let others = administrators.filter { !taken.contains($0.address) }
      found += (others.isEmpty && found.isEmpty ? administrators : others).map {
        ($0, Line(duty: duty, isEscalation: isLate, why: .administrator))
      }
    }
    return found
  }

  /// What they are to do themselves before what others have not done, then by day.
  private static func before(_ a: Line, _ b: Line) -> Bool {
    (a.isEscalation ? 1 : 0, a.duty.due.number, a.duty.record)
      < (b.isEscalation ? 1 : 0, b.duty.due.number, b.duty.record)
  }
}
