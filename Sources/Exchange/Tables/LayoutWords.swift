import RegisterKit

/// The words by which the parts of a sheet are told apart, in the languages that registers are kept in.
public struct LayoutWords: Sendable {
  /// Whether some register knows this heading.
  public var isHeading: @Sendable (String) -> Bool
  /// What a line of sums begins with, folded.
  public var totals: Set<String> = LayoutWords.totals
  /// How a line of help under the header begins, in lower case.
  public var instructions: [String] = LayoutWords.instructions
  /// What a line of data types or duties under the header consists of, folded.
  public var types: Set<String> = LayoutWords.types
  /// How an example's row begins, folded.
  public var examples: [String] = LayoutWords.examples
  /// Names of sheets that hold no register, folded, with the reason.
  public var otherSheets: [(words: Set<String>, reason: String)] { LayoutWords.otherSheets }

  public init(isHeading: @escaping @Sendable (String) -> Bool = { _ in false }) { self.isHeading = isHeading }

  /// Whether a sheet of this name is there to explain words and scales.
  public static func explains(_ name: String) -> Bool { otherSheets[2].words.contains(name.folded) }

  private static func folded(_ words: String) -> Set<String> {
    Set(words.split(separator: ",").map { $0.trimmed().folded }).subtracting([""])
  }
  private static func plain(_ words: String) -> [String] {
    words.split(separator: ",").map { $0.trimmed() }.filter { !$0.isEmpty }
  }

  private static let totals = folded(
    """
    total, totals, sum, subtotal, sub-total, grand total, overall, overall total, count, average, mean, sum total,
    summe, summen, gesamt, gesamtsumme, zwischensumme, endsumme, insgesamt, gesamtergebnis, anzahl, mittelwert,
    durchschnitt, total general, totaux, sous-total, somme, moyenne, nombre, suma, subtotales, totales, promedio, media,
    totale, totali, subtotale, somma, totaal, subtotaal, eindtotaal, som, gemiddelde, aantal
    """)

  private static let instructions =
    plain(
      """
      please , bitte , e.g., eg., e. g., z.b., z. b., i.e., for example, for instance, example:, beispiel:, zum beispiel,
      choose , select , pick , enter , fill in, describe , specify , drop-down, dropdown, free text, freitext, auswählen,
      auswahl , auswahlliste, wählen , eintragen, eingeben, angeben, beschreiben , kurze beschreibung, name of the, short description,
      automatic, automatisch, calculated, berechnet, will be calculated, wird berechnet, do not edit, nicht ändern,
      yyyy-mm-dd, dd.mm.yyyy, dd/mm/yyyy, mm/dd/yyyy, tt.mm.jjjj, jjjj-mm-tt, jj/mm/aaaa, aaaa-mm-jj, dd/mm/aaaa,
      gg/mm/aaaa, dd-mm-jjjj, format:, veuillez , par exemple, p. ex., p.ex., ex. :, ex.:, choisir , sélectionner , saisir ,
      indiquer , texte libre, liste déroulante, por favor, seleccione , elija , indique , p. ej., p.ej., por ejemplo, texto libre,
      lista desplegable, selezionare , scegliere , inserire , indicare , ad es., ad esempio, testo libero, menu a tendina,
      kies , selecteer , vul , invullen, bijv., bijvoorbeeld, vrije tekst, keuzelijst, unique id, unique number, eindeutige
      """
    ).map { $0.lowercased() } + ["please", "bitte", "choose", "select", "veuillez", "kies"].map { $0 + " " }

  private static let types = folded(
    """
    text, string, date, number, integer, boolean, list, yes/no, ja/nein, oui/non, sí/no, sì/no, ja/nee, required, mandatory,
    optional, pflichtfeld, pflicht, pflichtangabe, muss, kann, freiwillig, datum, zahl, liste, formel, formula, auto, obligatoire,
    facultatif, texte, nombre, entier, booléen, obligatorio, opcional, texto, fecha, número, lista, obbligatorio, facoltativo,
    testo, data, numero, verplicht, optioneel, tekst, getal, lijst, must, should, m, o, read only, calculated, berechnet
    """)

  private static let examples = [
    "example", "beispiel", "exemple", "ejemplo", "esempio", "voorbeeld", "musterzeile", "sample row", "examplerow",
  ]

  private static let otherSheets: [(words: Set<String>, reason: String)] = [
    (
      folded(
        """
        instructions, instruction, read me, readme, how to, how to use, help, guide, guidance, cover, cover page, about, introduction,
        intro, title page, anleitung, hinweise, hilfe, lies mich, liesmich, deckblatt, titelblatt, einleitung, erläuterungen,
        instrucciones, portada, ayuda, mode d’emploi, consignes, page de garde, notice, aide, istruzioni, copertina, guida,
        instructies, handleiding, voorblad, toelichting
        """), "This sheet is a cover or holds instructions."
    ),
    (
      folded(
        """
        dashboard, summary, overview, statistics, charts, chart, report, pivot, pivot table, kpi, management summary,
        zusammenfassung, auswertung, auswertungen, statistik, übersicht, diagramm, diagramme, resumen, panel, estadísticas,
        synthèse, tableau de bord, statistiques, récapitulatif, riepilogo, cruscotto, statistiche, samenvatting, overzicht, statistieken
        """), "This sheet sums up others."
    ),
    (
      folded(
        """
        legend, key, lists, list values, lookup, lookups, dropdowns, dropdown, drop-down, values, choices, scale, scales, criteria,
        legende, listen, auswahllisten, auswahl, wertelisten, skala, skalen, stammdaten listen, kriterien, leyenda, listas,
        valores, escala, escalas, criterios, légende, listes, valeurs, échelle, échelles, critères, legenda, elenchi, valori, scala,
        criteri, lijsten, keuzelijsten, waarden, schaal, schalen
        """), "This sheet explains the words and scales that others use."
    ),
    (
      folded(
        """
        revision history, version history, document history, change history, document control, versions, revisions,
        änderungshistorie, versionshistorie, dokumenthistorie, historie, dokumentenlenkung, historique, historique des versions,
        historial, historial de versiones, control de versiones, storico, cronologia, versiebeheer, versiehistorie
        """), "This sheet lists the versions of the file."
    ),
  ]
}
