import RegisterKit

/// Every register, one line each, in the order in which they are shown: the table of contents of the product.
public enum Catalogue {
  public static let registers = Registers([
    // Plan
    ContextIssue.register.erased,
    InterestedParty.register.erased,
    ScopeStatement.register.erased,
    Unit.register.erased,
    Site.register.erased,
    BusinessProcess.register.erased,
    RoleDescription.register.erased,
    Obligation.register.erased,
    Certificate.register.erased,
    Objective.register.erased,
    Asset.register.erased,
    AISystem.register.erased,
    Model.register.erased,
    Dataset.register.erased,
    Threat.register.erased,
    Risk.register.erased,
    Treatment.register.erased,
    Coverage.register.erased,
    SoAVersion.register.erased,
    MappingDecision.register.erased,
    Judgement.register.erased,
    // Do
    Control.register.erased,
    Document.register.erased,
    Person.register.erased,
    Competence.register.erased,
    Training.register.erased,
    Acknowledgement.register.erased,
    Supplier.register.erased,
    SupplierAssessment.register.erased,
    ChangeRequest.register.erased,
    ImpactAssessment.register.erased,
    Incident.register.erased,
    Concern.register.erased,
    TaskItem.register.erased,
    // Check
    Indicator.register.erased,
    Measurement.register.erased,
    Evidence.register.erased,
    AuditProgramme.register.erased,
    Audit.register.erased,
    Session.register.erased,
    Check.register.erased,
    Auditor.register.erased,
    Finding.register.erased,
    ManagementReview.register.erased,
    Decision.register.erased,
    // Act
    Nonconformity.register.erased,
    CorrectiveAction.register.erased,
    Improvement.register.erased,
  ])
}
