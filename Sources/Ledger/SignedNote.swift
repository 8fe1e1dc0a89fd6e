import CCrypto

/// A text with an Ed25519 signature under it (C2SP signed-note): the text, an empty line, a line for each signature.
public enum SignedNote {
  /// - Parameter text: Ends with a line feed and has no empty line.
  public static func sign(_ text: String, by key: SigningKey) -> String { sign(text, by: [key]) }

  /// The same with a line for each key.
  public static func sign(_ text: String, by keys: [SigningKey]) -> String {
    let lines = keys.map { "\u{2014} \($0.name) \(($0.verifyingKey.id + $0.sign(text)).base64)\n" }
    return "\(text)\n\(lines.joined())"
  }

  /// The same note with one more signature line, of a witness.
  public static func adding(_ key: SigningKey, to note: String) -> String {
    guard let gap = note.utf8Range(of: "\n\n") else { return note }
    let text = String(note[..<gap.lowerBound]) + "\n"
    return note + sign(text, by: key).dropFirst(text.count + 1)
  }

  /// The text of a note, after its signature by this key was found to be right; nil if anything is off. Signatures of
  /// other keys are passed over.
  public static func text(of note: String, signedBy key: VerifyingKey) -> String? {
    guard let gap = note.utf8Range(of: "\n\n"), note.hasSuffix("\n") else { return nil }
    let text = String(note[..<gap.lowerBound]) + "\n"
    var isSigned = false
    for line in note[gap.upperBound...].split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      let parts = line.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "\u{2014}", let raw = String(parts[2]).base64Decoded, raw.count >= 5 else {
        return nil
      }
      guard parts[1] == key.name, Array(raw.prefix(4)) == key.id, raw.count == 68 else { continue }
      let bytes = Array(text.utf8)
      guard cc_ed25519_verify(key.bytes, bytes, bytes.count, Array(raw.dropFirst(4))) == 1 else { return nil }
      isSigned = true
    }
    return isSigned ? text : nil
  }
}

extension String {
  fileprivate func utf8Range(of needle: String) -> Range<String.Index>? {
    let (text, find) = (Array(utf8), Array(needle.utf8))
    guard text.count >= find.count else { return nil }
    for start in 0...(text.count - find.count) where Array(text[start..<start + find.count]) == find {
      let lower = utf8.index(startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: find.count)
    }
    return nil
  }
}
