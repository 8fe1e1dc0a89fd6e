import Ledger
import RegisterKit

/// Names of settings that say which key an installation has.
public enum KeySetting {
  /// Under which the public half of the present key stands, so that a wrong key is told apart from altered rows.
  public static let present = "signing key"
  static let succession = "key succession"
  /// Under which stands what the installation knows of the ledgers of others.
  public static let witnessed = "witnessed ledgers"
}

/// Which key an installation is sealed with and signs by, and which came before it.
extension Connection {
  /// Sets a value that is part of the seal of the installation.
  public func setSealed(_ name: String, _ value: String) throws { try sealing { try setSetting(name, value) } }

  /// Says which key it is, once; not where rows don't fit its seals, since it may be another's then.
  public func keepKeyOnce(_ key: VerifyingKey) throws {
    guard try setting(KeySetting.present) == nil else { return }
    guard try setting("seal") == nil || seals() != nil else { return }
    try setSetting(KeySetting.present, key.description)
  }

  /// Begins with a key that has no predecessor here.
  public func beginKey(_ key: VerifyingKey) throws {
    try setSetting(KeySetting.present, key.description)
    try run("DELETE FROM setting WHERE name = \(KeySetting.succession)")
  }

  /// The statements by which each former key named its successor, as they are kept.
  public func keyNotes() throws -> [String] {
    guard let text = try setting(KeySetting.succession) else { return [] }
    return (try? JSON.parse(text))?.texts ?? []
  }

  /// The keys up to this one; nil where the statements don't lead there.
  public func keyChain(to key: VerifyingKey) throws -> KeyChain? {
    KeyChain(notes: try keyNotes(), current: key)
  }

  /// Puts another key in the place of the present one, in whose seals everything was found whole: what is sealed is sealed by
  /// it from now on. Sessions and password-reset links end.
  /// - Parameter notes: Of the whole chain up to it.
  public func handOver(to key: SigningKey, notes: [String]) throws {
    let next = sealing(by: key.sealingKey)
    try run("DELETE FROM session")
    try run("DELETE FROM password_reset")
    try setSetting(KeySetting.present, key.verifyingKey.description)
    try setSetting(KeySetting.succession, JSON.text(Value(notes)))
    try next.sealEvents()
    try next.sealFiles()
    try next.seal()
    membersChange()
  }
}
