import Exchange
import RegisterKit

extension Table {
  private static let given: Set<String> = [
    "firstname", "givenname", "forename", "vorname", "prénom", "prenom", "nombre", "nombredepila", "nome", "voornaam",
    "rufname",
  ]
  private static let family: Set<String> = [
    "surname", "lastname", "familyname", "nachname", "familienname", "nom", "nomdefamille", "apellido", "apellidos",
    "cognome",
    "achternaam",
  ]

  /// With given name and surname in one column, as people are called here, where two columns hold them.
  func joiningNames() -> Table {
    let folded = header.map(\.folded)
    guard let first = folded.firstIndex(where: Self.given.contains),
      let last = folded.firstIndex(where: Self.family.contains),
      first != last, !folded.contains("name")
    else { return self }
    var joined = self
    joined.header[first] = "Name"
    joined.header.remove(at: last)
    if last < joined.columns.count { joined.columns.remove(at: last) }
    for index in joined.rows.indices where max(first, last) < joined.rows[index].cells.count {
      let cells = joined.rows[index].cells
      joined.rows[index].cells[first] = [cells[first], cells[last]].filter { !$0.isEmpty }.joined(separator: " ")
      joined.rows[index].cells.remove(at: last)
    }
    for index in joined.problems.indices
    where joined.problems[index].column == header[first] || joined.problems[index].column == header[last] {
      joined.problems[index].column = "Name"
    }
    return joined
  }
}
