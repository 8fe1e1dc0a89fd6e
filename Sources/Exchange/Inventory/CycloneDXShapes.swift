/// What the parts of a bill of materials may hold, as far as it is read (CycloneDX 1.4–1.7).
indirect enum CycloneDXShape: Sendable {
  case text, flag, number, any
  case oneOf([String])
  case list(CycloneDXShape)
  case part(String)
  /// A dataset in place, or the reference to one.
  case dataset

  static let parts: [String: [String: CycloneDXShape]] = [
    "bom": [
      "$schema": .text, "bomFormat": .text, "specVersion": .text, "serialNumber": .text, "version": .number,
      "metadata": .part("metadata"), "components": components, "services": .list(.part("service")),
      "externalReferences": references, "dependencies": .list(.part("dependency")), "compositions": .list(.any),
      "properties": properties, "vulnerabilities": .list(.any), "annotations": .list(.any), "formulation": .list(.any),
      "declarations": .any, "definitions": .any, "signature": .any, "citations": .list(.any),
    ],
    "metadata": [
      "timestamp": .text, "lifecycles": .list(.any), "tools": .any, "authors": contacts,
      "component": .part("component"), "manufacture": organization, "manufacturer": organization,
      "supplier": organization, "licenses": licenses, "properties": properties, "distributionConstraints": .any,
    ],
    "component": [
      "type": .text, "mime-type": .text, "bom-ref": .text, "supplier": organization, "manufacturer": organization,
      "authors": contacts, "author": .text, "publisher": .text, "group": .text, "name": .text, "version": .text,
      "versionRange": .text, "isExternal": .flag, "description": .text,
      "scope": .oneOf(["required", "optional", "excluded"]), "hashes": .list(.part("hash")), "licenses": licenses,
      "copyright": .text, "cpe": .text, "purl": .text, "omniborId": .any, "swhid": .any, "swid": .any,
      "modified": .flag, "pedigree": .part("pedigree"), "externalReferences": references, "components": components,
      "evidence": .any, "releaseNotes": .any, "modelCard": .part("modelCard"), "data": .list(.part("data")),
      "cryptoProperties": .any, "properties": properties, "tags": texts, "signature": .any, "patentAssertions": .any,
    ],
    "pedigree": [
      "ancestors": components, "descendants": components, "variants": components, "commits": .list(.any),
      "patches": .list(.any), "notes": .text,
    ],
    "service": [
      "bom-ref": .text, "provider": organization, "group": .text, "name": .text, "version": .text,
      "description": .text, "endpoints": texts, "authenticated": .flag, "x-trust-boundary": .flag, "trustZone": .text,
      "data": .list(.part("service data")), "licenses": licenses, "externalReferences": references,
      "services": .list(.part("service")), "releaseNotes": .any, "properties": properties, "tags": texts,
      "signature": .any, "patentAssertions": .any,
    ],
    "service data": [
      "flow": .oneOf(["inbound", "outbound", "bi-directional", "unknown"]), "classification": .text, "name": .text,
      "description": .text, "governance": .part("governance"), "source": texts, "destination": texts,
    ],
    "organization": ["bom-ref": .text, "name": .text, "address": .any, "url": texts, "contact": contacts],
    "contact": ["bom-ref": .text, "name": .text, "email": .text, "phone": .text],
    "license choice": [
      "license": .part("license"), "expression": .text, "acknowledgement": .text, "bom-ref": .text,
      "expressionDetails": .any, "licensing": .any, "properties": properties,
    ],
    "license": [
      "bom-ref": .text, "id": .text, "name": .text, "acknowledgement": .text, "text": .any, "url": .text,
      "licensing": .any, "properties": properties,
    ],
    "hash": ["alg": .text, "content": .text],
    "reference": [
      "type": .text, "url": .text, "comment": .text, "hashes": .list(.part("hash")), "properties": properties,
    ],
    "property": ["name": .text, "value": .text],
    "dependency": ["ref": .text, "dependsOn": texts, "provides": texts],
    "modelCard": [
      "bom-ref": .text, "modelParameters": .part("modelParameters"),
      "quantitativeAnalysis": .part("quantitativeAnalysis"), "considerations": .part("considerations"),
      "properties": properties,
    ],
    "modelParameters": [
      "approach": .part("approach"), "task": .text, "architectureFamily": .text, "modelArchitecture": .text,
      "datasets": .list(.dataset), "inputs": .list(.part("format")), "outputs": .list(.part("format")),
    ],
    "approach": [
      "type": .oneOf(["supervised", "unsupervised", "reinforcement-learning", "semi-supervised", "self-supervised"])
    ],
    "format": ["format": .text],
    "quantitativeAnalysis": ["performanceMetrics": .list(.part("performanceMetric")), "graphics": .any],
    "performanceMetric": [
      "type": .text, "value": .text, "slice": .text, "confidenceInterval": .part("confidenceInterval"),
    ],
    "confidenceInterval": ["lowerBound": .text, "upperBound": .text],
    "considerations": [
      "users": texts, "useCases": texts, "technicalLimitations": texts, "performanceTradeoffs": texts,
      "ethicalConsiderations": .list(.part("ethicalConsideration")),
      "environmentalConsiderations": .part("environmentalConsiderations"),
      "fairnessAssessments": .list(.part("fairnessAssessment")),
    ],
    "ethicalConsideration": ["name": .text, "mitigationStrategy": .text],
    "environmentalConsiderations": ["energyConsumptions": .list(.any), "properties": properties],
    "fairnessAssessment": ["groupAtRisk": .text, "benefits": .text, "harms": .text, "mitigationStrategy": .text],
    "data": [
      "bom-ref": .text, "type": .oneOf(["source-code", "configuration", "dataset", "definition", "other"]),
      "name": .text, "contents": .part("contents"), "classification": .text, "sensitiveData": texts, "graphics": .any,
      "description": .text, "governance": .part("governance"),
    ],
    "dataset reference": ["ref": .text],
    "contents": ["attachment": .any, "url": .text, "properties": properties],
    "governance": ["custodians": responsible, "stewards": responsible, "owners": responsible],
    "responsible": ["organization": organization, "contact": .part("contact")],
  ]
  /// Members that a part can't be without.
  static let required: [String: [String]] = [
    "component": ["type", "name"], "service": ["name"], "service data": ["flow", "classification"],
    "hash": ["alg", "content"], "reference": ["type", "url"], "property": ["name"], "dependency": ["ref"],
    "data": ["type"], "dataset reference": ["ref"],
  ]
  static let types: [String: [String]] = [
    "1.4": [
      "application", "framework", "library", "container", "operating-system", "device", "firmware", "file",
    ],
    "1.5": ["platform", "device-driver", "machine-learning-model", "data"], "1.6": ["cryptographic-asset"],
  ]
  /// Digits of a hash by its algorithm, in hexadecimal.
  static let hashLengths: [String: Int] = [
    "MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128, "SHA3-256": 64, "SHA3-384": 96,
    "SHA3-512": 128, "BLAKE2b-256": 64, "BLAKE2b-384": 96, "BLAKE2b-512": 128, "BLAKE3": 64, "Streebog-256": 64,
    "Streebog-512": 128,
  ]

  private static let texts = CycloneDXShape.list(.text)
  private static let components = CycloneDXShape.list(.part("component"))
  private static let properties = CycloneDXShape.list(.part("property"))
  private static let references = CycloneDXShape.list(.part("reference"))
  private static let licenses = CycloneDXShape.list(.part("license choice"))
  private static let contacts = CycloneDXShape.list(.part("contact"))
  private static let responsible = CycloneDXShape.list(.part("responsible"))
  private static let organization = CycloneDXShape.part("organization")
}
