/// The words of one language, or those that users taught, for what stands in other people's spreadsheets.
public struct ImportLanguage: Sendable {
  /// Words that mean the same in every register.
  public enum List: String, CaseIterable, Sendable {
    case yes, no, nothing, undecided, totals, conjunctions
    /// Articles and prepositions: they carry no meaning of their own, and what follows them is not what a heading is about.
    case stopWords = "stop_words"
    /// What a list is called, whatever it lists: register, inventory.
    case registerWords = "register_words"
    /// What stands in the names of files and sheets and says nothing of the register: final, draft, copy.
    case noise
    /// Words that make another heading of the heading they stand in: previous, planned, financial.
    case qualifiers
    /// Words that leave the meaning of a heading as it is: rating, value, units.
    case fillers
    /// The same beside a day: date, on.
    case dateWords = "date_words"
    /// The same beside somebody: name, person.
    case personWords = "person_words"
    /// The same beside a reference: id, number.
    case codeWords = "code_words"
    /// Beside a level of a risk: before anything was done about it. Gross, inherent.
    case before
    /// The same as it is now, with what was done. Net, residual.
    case after
    /// The same as it shall become. Target.
    case target
  }

  /// What is said of one register.
  public struct Words: Sendable {
    /// What the register is called, beside its nouns with a word for a list: `Risk treatment plan`.
    public var names: [String] = []
    /// What one of its records is called, or several: `Risk`, `Risks`. As a heading it is the record's title.
    public var nouns: [String] = []
    /// Name of a field, or ``code`` or ``state`` → headings.
    public var headings: [String: [String]] = [:]
    /// Name of a field → name of an option → words.
    public var options: [String: [String: [String]]] = [:]
    /// Name of a state of the life cycle → words.
    public var states: [String: [String]] = [:]
    public init() {}
  }

  /// `de`; any other name for words that users taught.
  public var code: String
  /// The noun that a heading is about stands before what is said of it: `Propriétaire du risque`.
  public var nounStandsFirst = false
  /// Words are put together to longer ones: `Risikoeigentümer`.
  public var hasCompounds = false
  public var lists: [List: [String]] = [:]
  /// From January: names and abbreviations; twelve or none.
  public var months: [[String]] = []
  /// From the lowest to the highest; five or none.
  public var levels: [[String]] = []
  /// Slug → what is said of it.
  public var registers: [String: Words] = [:]
  /// Name of a field → headings, in whatever register has the field. `title` and `owner` are the fields with that part,
  /// however they are named.
  public var headings: [String: [String]] = [:]
  /// Name of an option or state → words, in whatever field or life cycle has it.
  public var options: [String: [String]] = [:]
  /// What users taught goes before what languages say.
  public var isTaught = false

  public init(code: String) { self.code = code }

  /// Stands for the code of a record where headings are listed.
  public static let code = "code"
  /// Stands for the state of a record where headings are listed.
  public static let state = "state"
}
