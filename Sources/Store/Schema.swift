/// The tables, in the subset of SQL that both engines share, and the numbered steps from one version to the next.
/// A step is never edited once it has landed; forward only.
public enum Schema {
  /// Brings a database to the current version. Idempotent.
  /// - Parameter last: The step to stop after, for tests of upgrades.
  public static func migrate(_ connection: any Connection, to last: Int = .max) throws {
    try connection.run("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY)")
    let done = try connection.count("SELECT coalesce(max(version), 0) FROM migration")
    guard done <= connection.dialect.migrations.count else {
      throw tooNew(done, newest: connection.dialect.migrations.count)
    }
    for (index, statements) in connection.dialect.migrations.enumerated() where index >= done && index < last {
      for statement in statements { try connection.run(statement) }
      try connection.run("INSERT INTO migration (version) VALUES (\(index + 1))")
    }
  }

  /// What is told where the data is newer than the program.
  public static func tooNew(_ schema: Int, newest: Int) -> StoreFailure {
    .corrupt(
      """
      This data was written by a newer Concord (schema \(schema); this one knows \(newest)). Install that version again, \
      or restore a backup made with this one.
      """)
  }

  /// Version 1 without what only one engine has (search).
  public static let version1: [SQL] = [
    """
    CREATE TABLE workspace (
      id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, created_at TEXT NOT NULL,
      ledger_size INTEGER NOT NULL DEFAULT 0, ledger_frontier BLOB NOT NULL)
    """,
    """
    CREATE TABLE record (
      row_id INTEGER PRIMARY KEY, workspace INTEGER NOT NULL REFERENCES workspace (id), id TEXT NOT NULL,
      kind TEXT NOT NULL, title TEXT NOT NULL, state TEXT, owner TEXT, due TEXT, version INTEGER NOT NULL,
      seq INTEGER NOT NULL, body TEXT NOT NULL, created_at TEXT NOT NULL, created_by TEXT NOT NULL,
      updated_at TEXT NOT NULL, updated_by TEXT NOT NULL, approved_version INTEGER,
      archived INTEGER NOT NULL DEFAULT 0, shared INTEGER NOT NULL DEFAULT 0,
      UNIQUE (workspace, id))
    """,
    "CREATE INDEX record_kind ON record (workspace, kind, archived, id)",
    "CREATE INDEX record_title ON record (workspace, kind, archived, title, id)",
    "CREATE INDEX record_state ON record (workspace, kind, archived, state, id)",
    "CREATE INDEX record_owner ON record (workspace, owner, kind, archived) WHERE owner IS NOT NULL",
    "CREATE INDEX record_due ON record (workspace, archived, due, kind) WHERE due IS NOT NULL",
    "CREATE INDEX record_updated ON record (workspace, updated_at)",
    """
    CREATE TABLE revision (
      workspace INTEGER NOT NULL REFERENCES workspace (id), seq INTEGER NOT NULL, record_id TEXT NOT NULL,
      kind TEXT NOT NULL, version INTEGER NOT NULL, action TEXT NOT NULL, state TEXT, actor TEXT NOT NULL,
      at TEXT NOT NULL, note TEXT NOT NULL, batch INTEGER NOT NULL, body TEXT, body_hash BLOB NOT NULL,
      leaf_hash BLOB NOT NULL, PRIMARY KEY (workspace, seq))
    """,
    "CREATE INDEX revision_record ON revision (workspace, record_id, seq)",
    "CREATE INDEX revision_kind ON revision (workspace, kind, seq)",
    "CREATE INDEX revision_batch ON revision (workspace, batch)",
    """
    CREATE TABLE link (
      workspace INTEGER NOT NULL, from_id TEXT NOT NULL, role TEXT NOT NULL, to_id TEXT NOT NULL,
      PRIMARY KEY (workspace, from_id, role, to_id),
      FOREIGN KEY (workspace, from_id) REFERENCES record (workspace, id) DEFERRABLE INITIALLY DEFERRED,
      FOREIGN KEY (workspace, to_id) REFERENCES record (workspace, id) DEFERRABLE INITIALLY DEFERRED)
    """,
    "CREATE INDEX link_back ON link (workspace, to_id, role, from_id)",
    """
    CREATE TABLE requirement_link (
      workspace INTEGER NOT NULL, uid TEXT NOT NULL, kind TEXT NOT NULL, from_id TEXT NOT NULL, role TEXT NOT NULL,
      PRIMARY KEY (workspace, uid, kind, from_id, role),
      FOREIGN KEY (workspace, from_id) REFERENCES record (workspace, id) DEFERRABLE INITIALLY DEFERRED)
    """,
    "CREATE INDEX requirement_link_from ON requirement_link (workspace, from_id)",
    """
    CREATE TABLE comment (
      workspace INTEGER NOT NULL, seq INTEGER NOT NULL, record_id TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL,
      text TEXT NOT NULL, PRIMARY KEY (workspace, seq))
    """,
    "CREATE INDEX comment_record ON comment (workspace, record_id, seq)",
    "CREATE TABLE code_counter (workspace INTEGER NOT NULL, prefix TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (workspace, prefix))",
    """
    CREATE TABLE checkpoint (
      workspace INTEGER NOT NULL, size INTEGER NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL,
      PRIMARY KEY (workspace, size))
    """,
    """
    CREATE TABLE blob (
      workspace INTEGER NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL,
      PRIMARY KEY (workspace, sha256))
    """,
    """
    CREATE TABLE account (
      id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password TEXT NOT NULL,
      created_at TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0)
    """,
    """
    CREATE TABLE membership (
      workspace INTEGER NOT NULL REFERENCES workspace (id), account INTEGER NOT NULL REFERENCES account (id),
      role TEXT NOT NULL, until TEXT, PRIMARY KEY (account, workspace))
    """,
    """
    CREATE TABLE session (
      hash BLOB PRIMARY KEY, account INTEGER NOT NULL REFERENCES account (id), created_at TEXT NOT NULL,
      seen_at TEXT NOT NULL, expires_at TEXT NOT NULL)
    """,
    "CREATE INDEX session_account ON session (account)",
    """
    CREATE TABLE token (
      hash BLOB PRIMARY KEY, workspace INTEGER NOT NULL REFERENCES workspace (id), name TEXT NOT NULL,
      role TEXT NOT NULL, created_at TEXT NOT NULL, created_by TEXT NOT NULL, used_at TEXT,
      UNIQUE (workspace, name))
    """,
    """
    CREATE TABLE saved_view (
      workspace INTEGER NOT NULL, account INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
      PRIMARY KEY (workspace, account, kind, name))
    """,
    """
    CREATE TABLE idempotency (
      workspace INTEGER NOT NULL, key TEXT NOT NULL, actor TEXT NOT NULL, request BLOB NOT NULL, record_id TEXT NOT NULL,
      at TEXT NOT NULL, PRIMARY KEY (workspace, actor, key))
    """,
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
  ]

  /// Parts in a workspace that wait for the invited person.
  public static let version2: [SQL] = [
    """
    CREATE TABLE invitation (
      hash BLOB PRIMARY KEY, workspace INTEGER NOT NULL REFERENCES workspace (id), email TEXT NOT NULL,
      role TEXT NOT NULL, until TEXT, expires_at TEXT NOT NULL, created_by TEXT NOT NULL, UNIQUE (workspace, email))
    """
  ]

  /// What verification asks of every record and is rare.
  public static let version3: [SQL] = [
    "CREATE INDEX revision_shown ON revision (workspace, record_id, seq) WHERE action IN ('shared', 'unshared')",
    "CREATE INDEX revision_commented ON revision (workspace, seq) WHERE action = 'commented'",
  ]

  /// External auditors are invited to audits, and records are shown for an audit. What was shown to all of them stays
  /// findable under no audit's name, seen by nobody until it is shown again.
  public static let version4: [SQL] = [
    """
    CREATE TABLE shown (
      workspace INTEGER NOT NULL, record_id TEXT NOT NULL, audit TEXT NOT NULL,
      PRIMARY KEY (workspace, record_id, audit),
      FOREIGN KEY (workspace, record_id) REFERENCES record (workspace, id) DEFERRABLE INITIALLY DEFERRED)
    """,
    "CREATE INDEX shown_audit ON shown (workspace, audit, record_id)",
    "INSERT INTO shown (workspace, record_id, audit) SELECT workspace, id, '' FROM record WHERE shared = 1",
    "ALTER TABLE record DROP COLUMN shared",
    "ALTER TABLE membership ADD COLUMN audits TEXT",
    "ALTER TABLE invitation ADD COLUMN audits TEXT",
    "ALTER TABLE token ADD COLUMN audits TEXT",
    "ALTER TABLE token ADD COLUMN until TEXT",
  ]

  /// What happened outside of the ledger: who came in, who was kept out, who was given what. And which person of the
  /// register somebody who has an account is in a workspace.
  public static let version5: [SQL] = [
    """
    CREATE TABLE security_event (
      id INTEGER PRIMARY KEY, at TEXT NOT NULL, workspace INTEGER, kind TEXT NOT NULL, actor TEXT NOT NULL,
      subject TEXT NOT NULL, sender TEXT NOT NULL, detail TEXT NOT NULL, times INTEGER NOT NULL, mac TEXT NOT NULL)
    """,
    "CREATE INDEX security_event_workspace ON security_event (workspace, id)",
    "CREATE INDEX security_event_account ON security_event (subject, id) WHERE workspace IS NULL",
    "ALTER TABLE membership ADD COLUMN person TEXT",
    "ALTER TABLE invitation ADD COLUMN person TEXT",
  ]

  /// Sessions are sealed and say from where they were begun; those from before end. Links by which a password is set anew.
  public static let version6: [SQL] = [
    "DELETE FROM session",
    "ALTER TABLE session ADD COLUMN proved_at TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN sender TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN wrong INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN seal TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE account ADD COLUMN seen_at TEXT",
    """
    CREATE TABLE password_reset (
      account INTEGER PRIMARY KEY REFERENCES account (id), hash BLOB NOT NULL UNIQUE, expires_at TEXT NOT NULL,
      created_by TEXT NOT NULL, seal TEXT NOT NULL)
    """,
  ]

  /// Which records name a file, for whoever may see only some of them. How it is filled from what is there is the engine's.
  public static let version7: [SQL] = [
    """
    CREATE TABLE file_link (
      workspace INTEGER NOT NULL, sha256 TEXT NOT NULL, record_id TEXT NOT NULL, approved INTEGER NOT NULL,
      PRIMARY KEY (workspace, sha256, record_id, approved),
      FOREIGN KEY (workspace, record_id) REFERENCES record (workspace, id) DEFERRABLE INITIALLY DEFERRED)
    """,
    "CREATE INDEX file_link_record ON file_link (workspace, record_id)",
  ]

  /// What somebody chose for themselves: the time zone of what they read, and which reminders they get by mail.
  public static let version8: [SQL] = [
    "ALTER TABLE account ADD COLUMN zone TEXT",
    "ALTER TABLE account ADD COLUMN overdue_only INTEGER NOT NULL DEFAULT 0",
  ]

  /// Who brought a file, and whether an entry of the ledger ever named it: what none names goes after a day. Those that are
  /// there stay. How much a workspace and each of its people may hold, where an administrator said so.
  public static let version9: [SQL] = [
    "ALTER TABLE blob ADD COLUMN brought_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE blob ADD COLUMN named INTEGER NOT NULL DEFAULT 0",
    "UPDATE blob SET named = 1",
    "CREATE INDEX blob_use ON blob (workspace, brought_by, size)",
    "CREATE INDEX blob_unnamed ON blob (at) WHERE named = 0",
    "CREATE INDEX blob_hash ON blob (sha256)",
    "CREATE INDEX blob_size ON blob (workspace, size)",
    "CREATE TABLE quota (workspace INTEGER PRIMARY KEY REFERENCES workspace (id), bytes INTEGER, person_bytes INTEGER)",
  ]

  /// What a workspace says of a file that it holds is sealed. Those from before get their seals from the program, once.
  public static let version10: [SQL] = ["ALTER TABLE blob ADD COLUMN seal TEXT NOT NULL DEFAULT ''"]
}
