/// Names of months as the libraries give them.
enum ColumnSamples {
  static let months: [String: Int] = [
    "january": 1, "jan": 1, "march": 3, "mar": 3, "mrz": 3, "märz": 3, "mars": 3, "april": 4, "apr": 4, "avril": 4,
    "avr": 4, "abril": 4, "abr": 4, "aprile": 4, "may": 5, "mai": 5, "août": 8, "sept": 9, "september": 9,
    "februar": 2, "feb": 2, "february": 2, "dezember": 12, "december": 12, "decembre": 12,
  ]
}
