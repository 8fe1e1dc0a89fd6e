import RegisterKit

// Imports: files are sent, the proposal is read, decisions are made, and all of it is taken as one act.
extension OpenAPI {
  static var importPaths: [String: Value] {
    let root = "/api/v1/workspaces/{ws}/imports"
    let one = "\(root)/{id}"
    let proposal: Value = [
      "type": "object", "required": ["id", "status", "revision", "whole", "files"],
      "properties": [
        "id": ["type": "string"],
        "status": ["type": "string", "enum": ["open", "taken", "undone", "discarded"]],
        "revision": ["type": "integer", "minimum": 1],
        "dry_run": ["type": "boolean", "description": "Nothing was written by this request."],
        "batch": ["type": ["integer", "null"], "description": "The act in the ledger by which it can be undone."],
        "whole": ["type": "boolean", "description": "Every row of every file is, or would be, imported."],
        "files": [
          "type": "array",
          "items": [
            "type": "object",
            "description":
              "A table of a file: its register, columns with certainty, questions, rows that are not imported with the reason, and the proposal as decisions take it.",
          ],
        ],
      ],
    ]
    let decision: Value = [
      "type": ["object", "null"],
      "description":
        "register (“-” leaves the table out), header, last_row, hidden, standard, days, columns (heading → field, “#” code, “~” state, “+” keep, “-” leave out), values (field → words → value), defaults, references (words → code, “new” or “+”), left_out, mended (row → heading → text), corrections (what was mended before: column, was, means, and the key column and its text that name the row).",
    ]
    let files: Value = [
      "required": true,
      "content": [
        "multipart/form-data": ["schema": ["type": "object"]], "application/octet-stream": .object([:]),
      ],
    ]
    let name = parameter("name", ["type": "string"], "Name of the file, where the body is one file.")
    func operation(
      _ summary: String, _ id: String, _ parameters: [Value], _ body: Value? = nil, _ good: [String: Value],
      _ bad: [Int]
    ) -> Value {
      var members: [String: Value] = [
        "tags": ["Imports"], "summary": .text(summary), "operationId": .text(id),
        "parameters": .list([workspaceParameter] + parameters), "responses": responses(good, bad),
      ]
      members["requestBody"] = body
      return .object(members)
    }
    return [
      root: [
        "post": operation(
          "Begin an import with files", "beginImport", [name], files,
          ["201": json(proposal, "What the files would come to. Nothing is written into the registers.")],
          [400, 413])
      ],
      "\(one)/files": [
        "post": operation(
          "Add files, or replace those of the same name", "addImportFiles", [idParameter, name], files,
          ["200": json(proposal, "What the files would come to.")], [400, 409, 413])
      ],
      "\(one)/proposal": [
        "get": operation(
          "What the files would come to", "importProposal", [idParameter], nil,
          ["200": json(proposal, "The proposal.")], [400])
      ],
      "\(one)/decisions": [
        "post": operation(
          "Decide about tables", "decideImport", [idParameter],
          [
            "required": true,
            "content": [
              "application/json": [
                "schema": [
                  "type": "object", "additionalProperties": decision,
                  "description": "By table: the path, or path#sheet. null takes a decision back.",
                ]
              ]
            ],
          ], ["200": json(proposal, "What the files come to now.")], [400, 409, 412, 413])
      ],
      "\(one)/taking": [
        "post": operation(
          "Import all rows, or the valid ones", "takeImport", [idParameter],
          [
            "required": false,
            "content": [
              "application/json": [
                "schema": [
                  "type": "object",
                  "properties": ["good_rows_only": ["type": "boolean"], "skip_existing": ["type": "boolean"]],
                  "additionalProperties": false,
                ]
              ]
            ],
          ],
          [
            "200": json(proposal, "It was imported."),
            "422": json(proposal, "Nothing was imported, because of the rows that are named."),
          ], [400, 409, 413])
      ],
    ]
  }
}
