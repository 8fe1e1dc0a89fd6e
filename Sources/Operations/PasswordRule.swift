import Foundation
import RegisterKit

/// Passwords that many people have, sorted, a line each, in small letters and without the digits and marks around them. Searched
/// where it stands: it is needed a few times a day and takes no memory in between.
struct CommonPasswords {
  private let data: Data

  init(_ data: Data) { self.data = data }

  func contains(_ word: String) -> Bool {
    let wanted = Array(word.utf8)
    guard !wanted.isEmpty else { return false }
    var (low, high) = (data.startIndex, data.endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      let start = data[low..<middle].lastIndex(of: 0x0A).map { $0 + 1 } ?? low
      let end = data[start..<high].firstIndex(of: 0x0A) ?? high
      let line = data[start..<end]
      if line.elementsEqual(wanted) { return true }
      if line.lexicographicallyPrecedes(wanted) { low = min(high, end + 1) } else { high = start }
    }
    return false
  }
}

/// Whether a password is one that is tried first: on the list of common ones, made of one by digits at its ends, made of
/// what everybody knows of the person, or of a pattern of the keyboard.
enum PasswordRule {
  /// Fewest characters that are left without the words about the person.
  private static let rest = 8

  /// - Returns: What is wrong, for people; nil if nothing is.
  static func refusal(_ password: String, about words: [String], list: CommonPasswords) -> String? {
    let forms = forms(password)
    guard Set(password.lowercased()).count >= 5, !forms.contains(where: isPattern) else {
      return
        "This password is too easy to guess: it is a pattern. Four words that have nothing to do with each other are better."
    }
    let common = forms.flatMap { [$0, core($0)] }.flatMap { [$0, unit($0)] }
    if common.contains(where: list.contains) || common.contains(where: { isPhrase($0, list) }) {
      return
        "This password is too easy to guess: many people have it, or one that differs from it only in digits. Four words that have nothing to do with each other are better."
    }
    let known = context(words)
    if forms.contains(where: { left($0, without: known) < rest }) {
      return
        "This password is too easy to guess: without names of people, the organization and Concord little of it is left."
    }
    return nil
  }

  /// In small letters; with digits and marks read as the letters that they stand for; and with only letters and digits.
  private static func forms(_ password: String) -> Set<String> {
    let small = password.lowercased()
    let plain = small.filter { $0.isLetter || $0.isNumber }
    return Set(
      [small, plain] + ["l", "i"].map { one in read(small, one) } + ["l", "i"].map { one in read(core(small), one) })
  }

  private static func read(_ text: String, _ one: Character) -> String {
    String(text.map { letters[$0] ?? (("1!|".contains($0)) ? one : $0) }).filter { $0.isLetter || $0.isNumber }
  }

  private static let letters: [Character: Character] = [
    "0": "o", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t", "+": "t", "8": "b", "9": "g", "6": "g",
  ]

  /// Without what is no letter at both ends.
  private static func core(_ text: String) -> String {
    var text = Substring(text)
    while let last = text.last, !last.isLetter { text.removeLast() }
    while let first = text.first, !first.isLetter { text.removeFirst() }
    return String(text)
  }

  /// What a text repeats, such as `pass` of `passpass`; the text itself where it repeats nothing.
  private static func unit(_ text: String) -> String {
    let bytes = Array(text.utf8)
    for length in 1..<max(2, bytes.count / 2 + 1) where bytes.count > length && bytes.count % length == 0 {
      if (length..<bytes.count).allSatisfy({ bytes[$0] == bytes[$0 - length] }) {
        return String(decoding: bytes[..<length], as: UTF8.self)
      }
    }
    return text
  }

  /// Two common ones in a row, such as `dragonmonkey`, are tried too.
  private static func isPhrase(_ text: String, _ list: CommonPasswords) -> Bool {
    guard (8...20).contains(text.count), text.allSatisfy(\.isLetter) else { return false }
    return (4...text.count - 4).contains { length in
      list.contains(String(text.prefix(length))) && list.contains(String(text.dropFirst(length)))
    }
  }

  private static func context(_ words: [String]) -> [String] {
    let parts = (words + ["concord"]).flatMap { text in
      text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
    return Set(parts.filter { $0.count >= 4 }).sorted { ($1.count, $0) < ($0.count, $1) }
  }

  /// How many letters, and digits between them, a text has without words.
  private static func left(_ text: String, without words: [String]) -> Int {
    var text = text
    let whole = text
    for word in words { text = text.split(separator: word).joined(separator: " ") }
    return text == whole ? .max : text.split(separator: " ").map { core(String($0)).count }.reduce(0, +)
  }

  private static let rows = [
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
    "azertyuiop", "qsdfghjklm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm",
  ]

  /// Nearly every character is the next one, the one before or the same as the last, in the alphabet or on a keyboard.
  private static func isPattern(_ text: String) -> Bool {
    let characters = Array(text)
    guard characters.count >= 8 else { return false }
    let steps = zip(characters, characters.dropFirst()).count { a, b in
      a == b || rows.contains { $0.contains("\(a)\(b)") || $0.contains("\(b)\(a)") }
    }
    return steps * 100 >= (characters.count - 1) * 75
  }
}
