import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store

/// The description of the API, made from the registers and routes that there are.
enum OpenAPI {
  static func document(_ registers: Registers) -> Value {
    var paths: [String: Value] = [:]
    var schemas: [String: Value] = [
      "Problem": [
        "type": "object", "required": ["title", "status"],
        "properties": [
          "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
          "detail": ["type": "string"],
          "errors": ["type": "array", "items": ["type": "object"]],
        ],
      ]
    ]
    for register in registers.all {
      let name = schemaName(register)
      schemas[name] = item(register)
      schemas["\(name)Input"] = input(register)
      paths.merge(recordPaths(register, name)) { first, _ in first }
    }
    paths.merge(workspacePaths) { first, _ in first }
    paths.merge(importPaths) { first, _ in first }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Concord", "version": "1", "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
        "description": "One management system for information security and artificial intelligence.",
      ],
      "servers": [["url": "/"]], "security": [["token": []]], "paths": .object(paths),
      "components": [
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]], "schemas": .object(schemas),
        "responses": [
          "Problem": [
            "description": "Why it was not done.", "content": ["application/problem+json": ["schema": ref("Problem")]],
          ]
        ],
      ],
    ]
  }

  static func schemaName(_ register: AnyRegister) -> String {
    register.slug.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func ref(_ name: String) -> Value { ["$ref": .text("#/components/schemas/\(name)")] }

  private static func properties(_ fields: [FieldSpec]) -> [String: Value] {
    let settings = Settings()
    return Dictionary(
      fields.map { field in
        var schema = field.kind.schema(settings)
        // Scales are each workspace's own, with six levels at most.
        if case .level = field.kind.control { schema["maximum"] = 6 }
        schema["title"] = .text(field.label)
        return (field.name, Value.object(schema))
      }, uniquingKeysWith: { first, _ in first })
  }

  private static func item(_ register: AnyRegister) -> Value {
    var members = properties(register.fields)
    members["id"] = ["type": "string"]
    members["revision"] = ["type": "integer", "minimum": 1]
    if members["state"] == nil { members["state"] = ["type": "string"] }
    for name in ["created_at", "updated_at"] { members[name] = ["type": "string", "format": "date-time"] }
    members["updated_by"] = ["type": "string"]
    members["archived"] = ["type": "boolean", "description": "Only of a record that is archived."]
    members[AnyRegister.extra] = ["type": "object", "additionalProperties": ["type": "string"]]
    members[AnyRegister.brought] = [
      "type": "array", "items": ["type": "string"],
      "description": "Stamped fields, and the state, that an import said and no step has said since.",
    ]
    members[AnyRegister.attachments] = ["type": "array", "items": ["type": "object"]]
    return [
      "type": "object", "required": ["id", "revision"], "properties": .object(members), "additionalProperties": false,
    ]
  }

  private static func input(_ register: AnyRegister) -> Value {
    let entered = register.fields.filter(\.isEntered)
    var members = properties(entered)
    members[AnyRegister.extra] = ["type": "object", "additionalProperties": ["type": "string"]]
    return [
      "type": "object", "properties": .object(members), "additionalProperties": false,
      "required": Value(entered.filter(\.traits.required).map(\.name)),
    ]
  }

  static let workspaceParameter: Value = [
    "name": "ws", "in": "path", "required": true, "schema": ["type": "string"],
  ]
  static let idParameter: Value = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]

  private static let asOf: Value = [
    "anyOf": [["type": "string", "format": "date"], ["type": "string", "format": "date-time"]]
  ]

  static func parameter(_ name: String, _ schema: Value, _ text: String) -> Value {
    ["name": .text(name), "in": "query", "schema": schema, "description": .text(text)]
  }

  private static func header(_ name: String, _ text: String, required: Bool = false) -> Value {
    [
      "name": .text(name), "in": "header", "required": .bool(required), "schema": ["type": "string"],
      "description": .text(text),
    ]
  }

  static func json(_ schema: Value, _ text: String) -> Value {
    ["description": .text(text), "content": ["application/json": ["schema": schema]]]
  }

  static func responses(_ good: [String: Value], _ bad: [Int]) -> Value {
    var all = good
    for code in bad + [401, 403, 404, 429, 500, 503, 507] {
      all["\(code)"] = ["$ref": "#/components/responses/Problem"]
    }
    return .object(all)
  }

  private static func list(of schema: Value) -> Value {
    [
      "type": "object", "required": ["items", "next", "total"],
      "properties": [
        "items": ["type": "array", "items": schema], "next": ["type": ["string", "null"]],
        "total": [
          "type": "integer",
          "description":
            "How many there are; lists of records stop counting at 10,000, filtered ones at 2,000, or at 100 in a database of more than 25,000 records.",
        ],
        "total_is_exact": ["type": "boolean", "description": "False where counting stopped."],
      ],
    ]
  }

  private static func recordPaths(_ register: AnyRegister, _ name: String) -> [String: Value] {
    let root = "/api/v1/workspaces/{ws}/\(register.slug)"
    let tag = Value([register.many])
    let body: Value = ["required": true, "content": ["application/json": ["schema": ref("\(name)Input")]]]
    var patch = body
    if case .object(var members) = patch {
      members["content"] = ["application/json": ["schema": ["type": "object"]]]
      patch = .object(members)
    }
    let filters: [Value] = [
      parameter("q", ["type": "string"], "Words to be found."),
      parameter("sort", ["type": "string"], "Fields, separated by commas; a hyphen in front turns the order round."),
      parameter("limit", ["type": "integer", "minimum": 1, "maximum": 200], "Items of a page."),
      parameter("cursor", ["type": "string"], "Where the page begins: next of the page before."),
      parameter("archived", ["type": "boolean"], "Archived records instead of the others."),
    ]
    let collection: [String: Value] = [
      "get": [
        "tags": tag, "summary": .text("List \(register.many.lowercased())"), "operationId": .text("list\(name)"),
        "description":
          "Any field is a filter: `field=a,b`, `field.ne`, `.gt`, `.gte`, `.lt`, `.lte`, `.empty`, `.contains`, `.same`.",
        "parameters": .list([workspaceParameter] + filters),
        "responses": responses(["200": json(list(of: ref(name)), "One page.")], [400]),
      ],
      "post": [
        "tags": tag, "summary": .text("Add to \(register.many.lowercased())"), "operationId": .text("create\(name)"),
        "parameters": .list([workspaceParameter, header("Idempotency-Key", "The same key has its effect once.")]),
        "requestBody": body,
        "responses": responses(["201": json(ref(name), "The record.")], [400, 409, 413, 422]),
      ],
    ]
    let one: [String: Value] = [
      "get": [
        "tags": tag, "summary": .text("One of \(register.many.lowercased())"), "operationId": .text("get\(name)"),
        "parameters": .list([
          workspaceParameter, idParameter,
          parameter("as_of", asOf, "As it stood then; at the end of a day."),
        ]),
        "responses": responses(["200": json(ref(name), "The record.")], [400]),
      ],
      "patch": [
        "tags": tag, "summary": "Change fields (RFC 7396)", "operationId": .text("edit\(name)"),
        "parameters": .list([
          workspaceParameter, idParameter,
          header("If-Match", "The revision that was seen, as ETag gave it, or several, or *; without it 428."),
        ]), "requestBody": patch,
        "responses": responses(["200": json(ref(name), "The record.")], [400, 409, 412, 413, 422, 428]),
      ],
      "delete": [
        "tags": tag, "summary": "Archive", "operationId": .text("archive\(name)"),
        "parameters": .list([
          workspaceParameter, idParameter,
          header("If-Match", "The revision that was seen, as ETag gave it, or several, or *; without it 428."),
        ]),
        "responses": responses(["204": ["description": "It is archived; its history stays."]], [400, 409, 412, 428]),
      ],
    ]
    let history: [String: Value] = [
      "get": [
        "tags": tag, "summary": "All revisions", "operationId": .text("history\(name)"),
        "parameters": .list([workspaceParameter, idParameter]),
        "responses": responses(["200": json(list(of: ["type": "object"]), "Revisions, oldest first.")], []),
      ]
    ]
    let export: [String: Value] = [
      "get": [
        "tags": tag, "summary": "Export", "operationId": .text("export\(name)"),
        "parameters": .list([
          workspaceParameter,
          parameter("format", ["type": "string", "enum": ["csv", "xlsx", "json"]], "Format of the file."),
        ]),
        "responses": responses(
          [
            "200": [
              "description": "The file.",
              "content": .object([
                "text/csv": .object([:]), "application/json": .object([:]), ExportFormat.xlsx.mediaType: .object([:]),
              ]),
            ]
          ], [400]),
      ]
    ]
    let importing: [String: Value] = [
      "post": [
        "tags": tag, "summary": "Import a CSV or XLSX file", "operationId": .text("import\(name)"),
        "parameters": .list(
          [workspaceParameter]
            + ["dry_run", "good_rows_only", "skip_existing"].map { parameter($0, ["type": "boolean"], "") }),
        "requestBody": ["required": true, "content": ["text/csv": ["schema": ["type": "string"]]]],
        "responses": responses(["200": json(["type": "object"], "The report, row by row.")], [400, 409, 413, 422]),
      ]
    ]
    var paths: [String: Value] = [
      root: .object(collection), "\(root)/{id}": .object(one), "\(root)/{id}/history": .object(history),
      "\(root)/export": .object(export),
      "\(root)/import": .object(importing),
    ]
    for step in register.lifecycle?.steps ?? [] {
      paths["\(root)/{id}/\(step.noun)"] = [
        "post": [
          "tags": tag, "summary": .text(step.verb), "operationId": .text("\(step.noun)\(name)"),
          "parameters": .list([workspaceParameter, idParameter, header("If-Match", "The revision that was seen.")]),
          "requestBody": ["required": false, "content": ["application/json": ["schema": ["type": "object"]]]],
          "responses": responses(["200": json(ref(name), "The record.")], [400, 409, 412, 413, 422]),
        ]
      ]
    }
    return paths
  }

  private static var workspacePaths: [String: Value] {
    func get(_ summary: String, _ id: String, _ parameters: [Value], _ schema: Value = ["type": "object"]) -> Value {
      [
        "get": [
          "tags": ["Workspace"], "summary": .text(summary), "operationId": .text(id), "parameters": .list(parameters),
          "responses": responses(["200": json(schema, "The answer.")], [400]),
        ]
      ]
    }
    let text: Value = ["type": "string"]
    let root = "/api/v1/workspaces/{ws}"
    return [
      "/api/v1/workspaces": get("Workspaces of the token", "workspaces", [], list(of: ["type": "object"])),
      "\(root)/gap": get(
        "What a framework still needs", "gap", [workspaceParameter, parameter("framework", text, "Its uid.")]),
      "\(root)/soa": [
        "get": [
          "tags": ["Workspace"], "summary": "Statement of applicability", "operationId": "soa",
          "parameters": .list([
            workspaceParameter,
            parameter("frameworks", text, "Uids, separated by commas; those of the workspace if left out."),
            parameter("as_of", asOf, "As it stood then; at the end of a day."),
            parameter(
              "format", ["type": "string", "enum": ["json", "csv", "xlsx"]], "The answer, or a file of all lines."),
          ]),
          "responses": responses(
            [
              "200": [
                "description": "The statement.",
                "content": .object([
                  "application/json": ["schema": ["type": "object"]], "text/csv": .object([:]),
                  ExportFormat.xlsx.mediaType: .object([:]),
                ]),
              ]
            ], [400]),
        ]
      ],
      "\(root)/attention": get("What needs attention", "attention", [workspaceParameter], list(of: ["type": "object"])),
      "\(root)/ledger": get(
        "Ledger entries, each with the hashes that lead to the root of the signed tree (RFC 6962); proof is null for entries newer than it",
        "ledger",
        [
          workspaceParameter, parameter("from", ["type": "integer", "minimum": 1], "First position."),
          parameter("limit", ["type": "integer", "minimum": 1, "maximum": 1000], "Entries."),
        ], list(of: ["type": "object"])),
      "\(root)/security-events": get(
        "Security events, the newest first, for administrators: one page, or all as JSON lines",
        "securityEvents",
        [
          workspaceParameter,
          parameter(
            "kind", ["type": "string", "enum": Value(SecurityEvent.Kind.allCases.map(\.rawValue))], "What happened."),
          parameter("person", text, "Who did it or to whom it was done."),
          parameter("from", ["type": "string", "format": "date"], "First day."),
          parameter("to", ["type": "string", "format": "date"], "Last day."),
          parameter("before", ["type": "integer", "minimum": 1], "Only those before that event."),
          parameter("limit", ["type": "integer", "minimum": 1, "maximum": 1000], "Events on a page."),
          parameter("format", ["type": "string", "enum": ["json", "jsonl"]], "One page, or all as JSON lines."),
        ]),
      "\(root)/storage": get(
        "What the workspace holds and who brought it, for administrators; sizes in bytes", "storage",
        [workspaceParameter]),
      "\(root)/files": [
        "post": [
          "tags": ["Workspace"], "summary": "Keep a file", "operationId": "addFile",
          "parameters": .list([workspaceParameter]),
          "requestBody": ["required": true, "content": ["application/octet-stream": .object([:])]],
          "responses": responses(["201": json(["type": "object"], "Its SHA-256.")], [400, 413]),
        ]
      ],
    ]
  }
}
