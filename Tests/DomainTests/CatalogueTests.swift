import Domain
import RegisterKit
import Testing

/// What must hold of every register, whoever writes the next one.
@Suite struct CatalogueTests {
  private let registers = Catalogue.registers.all

  @Test func namesAreUnique() {
    #expect(Set(registers.map(\.slug)).count == registers.count)
    #expect(Set(registers.map(\.prefix)).count == registers.count)
    for register in registers {
      #expect(Set(register.fields.map(\.name)).count == register.fields.count, "\(register.slug)")
      #expect(Set(register.fields.map(\.label)).count == register.fields.count, "labels of \(register.slug)")
      for field in register.fields {
        #expect(field.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(register.slug).\(field.name)")
        #expect(
          !["id", "revision", "created_at", "updated_at", "updated_by", "extra", "attachments"].contains(field.name))
      }
    }
  }

  @Test func everyRegisterHasOneTitleAndAPurpose() {
    for register in registers {
      #expect(register.fields.count { $0.traits.title } == 1, "\(register.slug)")
      #expect(!register.purpose.isEmpty && register.purpose.hasSuffix("."), "\(register.slug)")
      #expect(register.fields.count { $0.traits.owner } <= 1 && register.fields.count { $0.traits.due } <= 1)
      #expect(register.lifecycle == nil || register.stateField == nil, "\(register.slug) has two kinds of state")
    }
  }

  @Test func everyReferenceLeadsSomewhere() {
    for register in registers {
      for field in register.references {
        for slug in field.targets {
          #expect(Catalogue.registers[slug] != nil, "\(register.slug).\(field.name) → \(slug)")
        }
      }
    }
  }

  @Test func everyStoredPropertyIsAField() {
    #expect(
      Risk.register.missingProperties == [] && Supplier.register.missingProperties == []
        && AISystem.register.missingProperties == [])
    #expect(
      Control.register.missingProperties == [] && Coverage.register.missingProperties == []
        && ChangeRequest.register.missingProperties == [])
    #expect(
      Finding.register.missingProperties == [] && Incident.register.missingProperties == []
        && Dataset.register.missingProperties == [])
  }

  @Test func lifeCyclesCanBeWalkedAndTheirFieldsExist() {
    for register in registers {
      guard let lifecycle = register.lifecycle else { continue }
      var reached: Set<String> = [lifecycle.initial.name]
      var grew = true
      while grew {
        grew = false
        for step in lifecycle.steps where !reached.isDisjoint(with: step.from) && reached.insert(step.to).inserted {
          grew = true
        }
      }
      #expect(reached == Set(lifecycle.states.map(\.name)), "\(register.slug)")
      for step in lifecycle.steps {
        for state in step.from + [step.to] { #expect(lifecycle.state(state) != nil, "\(register.slug) \(step.noun)") }
        for name in step.needs + step.asks + step.stamps.keys {
          #expect(register.field(name) != nil, "\(register.slug) \(step.noun) \(name)")
        }
      }
    }
  }

  @Test func aNewRecordReadsBackAsItself() {
    for register in registers {
      var problems = Problems()
      let empty = register.admit([:], Reading(), &problems)
      var again = Problems()
      #expect(register.admit([:], to: empty, Reading(), &again) == empty, "\(register.slug)")
    }
  }
}

@Suite struct PolicyTests {
  /// The policy as a table: role × action on somebody else's record, and on one's own.
  @Test(arguments: [
    (
      Role.administrator, "read comment create edit approve archive import export overview administer",
      "read comment create edit approve archive import export overview administer"
    ),
    (
      .manager, "read comment create edit approve archive import export overview",
      "read comment create edit approve archive import export overview"
    ),
    (.contributor, "read comment create export overview", "read comment create edit export overview"),
    (.internalAuditor, "read comment export overview", "read comment export overview"),
    (.externalAuditor, "", ""),
    (.reader, "read export overview", "read export overview"),
  ])
  func everyRoleMayWhatTheTableSays(_ role: Role, _ others: String, _ own: String) {
    let actor = Actor(name: "somebody", role: role, person: "PER-1")
    func allowed(_ owner: String) -> Set<String> {
      Set(
        Action.allCases.filter { Policy.allows(actor, $0, Envelope(register: "risks", owner: owner)) }.map(\.rawValue))
    }
    #expect(allowed("PER-2") == Set(others.split(separator: " ").map(String.init)))
    #expect(allowed("PER-1") == Set(own.split(separator: " ").map(String.init)))
  }

  @Test func auditorsWriteWhereAuditsAreKept() {
    let auditor = Actor(name: "a", role: .internalAuditor)
    #expect(Policy.allows(auditor, .create, Envelope(register: "findings")))
    #expect(!Policy.allows(auditor, .create, Envelope(register: "risks")))
    let contributor = Actor(name: "c", role: .contributor, person: "P")
    #expect(!Policy.allows(contributor, .create, Envelope(register: "findings")))
    let guest = Actor(name: "g", role: .externalAuditor)
    #expect(
      Policy.allows(guest, .read, Envelope(register: "risks", isShared: true))
        && !Policy.allows(guest, .edit, Envelope(register: "risks", isShared: true)))
    for register in ["findings", "audit-requests"] {
      #expect(Policy.allows(guest, .create, Envelope(register: register)))
      #expect(!Policy.allows(guest, .edit, Envelope(register: register, isShared: true)))
    }
    #expect(!Policy.allows(guest, .create, Envelope(register: "risks")) && !Policy.allows(guest, .create, nil))
  }
}

@Suite struct RiskTests {
  @Test(
    arguments: [
      (2, 3, nil, nil, 6), (2, 3, 5, nil, 10), (4, 2, nil, 1, 4), (nil, nil, nil, nil, nil),
    ] as [(Int?, Int?, Int?, Int?, Int?)])
  func scoreIsTheWorstHarmBeforeControlsAndWhatRemainsAfter(
    _ likelihood: Int?, _ impact: Int?, _ individuals: Int?, _ remaining: Int?, _ score: Int?
  ) {
    var risk = Risk()
    risk.inherentLikelihood = likelihood
    risk.inherentImpact = impact
    risk.impactIndividuals = individuals
    if let remaining {
      risk.currentLikelihood = remaining
      risk.currentImpact = 4
    }
    #expect(risk.score(.standard) == score)
  }

  @Test func aMatrixWithAHoleIsRefused() {
    var matrix = RiskMatrix.standard
    #expect(matrix.problems == [])
    matrix.bands[1].to = 8
    #expect(matrix.problems == ["Score 9 has no level."])
    matrix.bands[1].to = 10
    #expect(matrix.problems.contains("Score 10 has more than one level."))
    matrix.likelihood = Scale("one", "two")
    #expect(matrix.problems.contains("Likelihood needs three to six levels."))
  }

  @Test(arguments: [
    ("Addendum signed by 37 practices; general basis to be re-checked", true),
    ("not named in the privacy notice", true), ("", true), ("unclear", true),
    ("own", false), ("Contract clause on fraud prevention", false), ("own and open licences", false),
  ])
  func rightsAreInDoubtByTheirOwnWording(_ rights: String, _ inDoubt: Bool) {
    var dataset = Dataset()
    dataset.rights = rights
    #expect(dataset.rightsInDoubt == inDoubt)
    dataset.rightsStatus = .cleared
    #expect(!dataset.rightsInDoubt)
  }
}
