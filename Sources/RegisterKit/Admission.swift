extension AnyRegister {
  /// Whose hand brings the values, and so which fields it may set.
  public enum Hand: Sendable {
    /// A person or program: entered fields only.
    case entry
    /// A file of the organization's past: a new record may come with stamped fields and its state. One that is there
    /// already is changed as by a person.
    case history
    /// Concord itself, in an operation or a step: stamped fields too.
    case program
  }

  /// Brings a change to a stored body: merge, convert, check, derive. The result is complete and canonical; it may be
  /// kept only if `problems` stayed empty.
  ///
  /// - Parameters:
  ///   - patch: New values by field name, null to clear (RFC 7396); unknown and derived members are problems.
  ///   - body: What is stored now; empty for a new record.
  public func admit(
    _ patch: Body, to body: Body = [:], by hand: Hand = .entry, _ reading: Reading, _ problems: inout Problems
  ) -> Body {
    var merged = upgraded(body)
    for (name, value) in patch {
      if name == Self.extra {
        merged[name] = mergedExtra(merged[name], value, &problems)
        continue
      }
      guard let field = field(name) else {
        problems.add(name, "\(one) has no field “\(name)”.")
        continue
      }
      if field.traits.derived || (field.traits.stamped && hand == .entry) {
        if value != (merged[name] ?? .null) { problems.add(name, "\(field.label) can't be set; it is worked out.") }
        continue
      }
      do throws(Refusal) {
        let accepted = value.isEmpty ? nil : field.canonical(try field.kind.accept(value, reading))
        if hand != .program, field.isFixed(in: body), accepted != merged[name] {
          let who = field.traits.fixedBy.flatMap { body[$0]?.text } ?? ""
          problems.add(name, "\(field.label) is as \(who) wrote it and stays so.")
          continue
        }
        merged[name] = accepted
      } catch {
        problems.add(name, error.reason)
      }
    }
    for field in fields where field.traits.required && !field.traits.derived && (merged[field.name] ?? .null).isEmpty {
      if problems.messages(for: field.name).isEmpty { problems.add(field.name, "\(field.label) is needed.") }
    }
    let extra = merged[Self.extra]
    var checked = check(merged, reading.settings, &problems)
    if let extra, !extra.isEmpty { checked[Self.extra] = extra }
    checked[Self.attachments] = merged[Self.attachments]
    checked[Self.brought] = merged[Self.brought]
    return checked
  }

  /// Reads what a person typed or a file holds into a patch. Blank text clears; a field that can't be read is a problem
  /// and left out of the patch.
  public func read(
    _ texts: some Collection<(key: String, value: String)>, _ reading: Reading, _ problems: inout Problems
  ) -> Body {
    var patch = Body(minimumCapacity: texts.count)
    for (name, text) in texts {
      guard let field = field(name) else {
        problems.add(name, "\(one) has no field “\(name)”.")
        continue
      }
      if text.allSatisfy(\.isWhitespace) {
        patch[name] = .null
        continue
      }
      do throws(Refusal) { patch[name] = try field.kind.parse(text, reading) } catch {
        problems.add(name, error.reason)
      }
    }
    return patch
  }

  /// More than the columns of an imported table, since words are kept beside fields too; and as long as a text of a field.
  private static let mostExtras = 400
  private static let mostExtraCharacters = 200_000

  /// A body written before fields were renamed.
  private func upgraded(_ body: Body) -> Body {
    guard !upgrades.isEmpty else { return body }
    return Body(body.map { (upgrades[$0.key] ?? $0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private func mergedExtra(_ old: Value?, _ new: Value, _ problems: inout Problems) -> Value {
    guard case .object(let members) = new else {
      if new.isEmpty { return .null }
      problems.add(Self.extra, "An object of texts is expected here.")
      return old ?? .null
    }
    let before = old?.object ?? [:]
    var merged = before
    for (name, value) in members {
      guard (1...120).contains(name.count),
        !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else {
        problems.add(Self.extra, "A name has 1 to 120 characters that can be printed: “\(name.prefix(40))”.")
        continue
      }
      guard value.text != nil || value.isEmpty, value.text?.utf8.contains(0) != true else {
        problems.add(Self.extra, "“\(name)” must be a text.")
        continue
      }
      guard value.text?.count ?? 0 <= Self.mostExtraCharacters else {
        problems.add(Self.extra, "“\(name)” may have \(Self.mostExtraCharacters) characters at most.")
        continue
      }
      // A literal nil here would be a value of JSON.
      if value.isEmpty { merged.removeValue(forKey: name) } else { merged[name] = value }
    }
    if merged.count > max(before.count, Self.mostExtras) {
      problems.add(Self.extra, "A record has \(Self.mostExtras) values beside its fields at most.")
      return old ?? .null
    }
    return merged.isEmpty ? .null : .object(merged)
  }
}
