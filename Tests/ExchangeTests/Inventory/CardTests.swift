import Exchange
import Testing

@Suite("Model and dataset cards")
struct CardTests {
  static let model = """
    ---
    license: apache-2.0
    language: [de, en]
    base_model: anvil/base
    pipeline_tag: text-classification
    datasets:
    - anvil/tickets
    - custom
    model-index:
    - name: anvil/sorter
      results:
      - task: {type: text-classification}
        dataset: {name: Tickets, type: tickets, split: test}
        metrics:
        - {type: f1, value: 0.91}
    ---
    # Model Card for Sorter

    - **Developed by:** Anvil GmbH
    - **Funded by:** [More Information Needed]

    ## Intended Use

    Sorts tickets.

    ## Limitations

    [More Information Needed]
    """

  @Test("a model card becomes a model with its data and who made it")
  func readModel() throws {
    #expect(Card.looksLike(Self.model))
    let file = try Card.read(Self.model, name: "README.md")
    #expect(file.titles("models") == ["anvil/sorter"])
    let name = "anvil/sorter"
    #expect(file.cell("models", name, "type") == "text-classification")
    #expect(file.cell("models", name, "supplier") == "Anvil GmbH")
    #expect(file.cell("models", name, "training_data") == "anvil/tickets")
    #expect(file.cell("models", name, "method") == "based on anvil/base")
    #expect(file.cell("models", name, "result") == "f1 0.91 on Tickets (test)")
    let note = try #require(file.cell("models", name, "note"))
    #expect(note.contains("Sorts tickets.") && note.contains("Licence: apache-2.0") && !note.contains("Limitations"))
    #expect(file.cell("models", name, "model_card_text")?.hasPrefix("# Model Card for Sorter") == true)
    #expect(file.titles("datasets") == ["anvil/tickets"] && file.titles("suppliers") == ["Anvil GmbH"])
    #expect(file.says("“custom”"))
    let windows = try Card.read(Self.model.replacing("\n", with: "\r\n"), name: "README.md")
    #expect(windows == file)
  }

  @Test("a dataset card becomes a dataset; nothing of its text is lost")
  func readDataset() throws {
    let text = """
      ---
      pretty_name: Tickets
      license: cc-by-4.0
      language: de
      task_categories: [text-classification]
      annotations_creators: [expert-generated]
      size_categories: [1K<n<10K]
      dataset_info:
        splits:
        - {name: train, num_examples: 900}
        - {name: test, num_examples: 100}
      ---
      # Dataset Card for Tickets
      - **Repository:** [Hub](https://hub.example/t)
      ## Dataset Summary
      Tickets of a year.
      ## Data Fields
      `text` and `queue`
      ## Personal and Sensitive Information
      Names were removed.
      ## Other Known Limitations
      [Needs More Information]
      """
    let file = try Card.read(text, name: "README.md")
    func cell(_ field: String) -> String { file.cell("datasets", "Tickets", field) ?? "" }
    #expect(file.titles("datasets") == ["Tickets"] && file.titles("models") == [])
    #expect(cell("records") == "1000" && cell("personal_data") == "Names were removed.")
    #expect(cell("used_for") == "text-classification" && cell("languages") == "de")
    #expect(cell("rights") == "Licence: cc-by-4.0" && cell("location") == "https://hub.example/t")
    #expect(cell("content").contains("Tickets of a year.") && cell("content").contains("`queue`"))
    #expect(cell("known_gaps").isEmpty && cell("origin").contains("expert-generated"))
  }

  @Test(
    "a card is told from other texts",
    arguments: [
      ("# Model Card: Owl\n\n## Model Details\nBy us.\n## Model Use\nNone.", true),
      ("# Owl\n\n## Model description\nAn owl.\n\n## Training data\nBirds.\n\n## Out-of-scope use\nNone.", true),
      ("---\nlicense: mit\nlibrary_name: owl\n---\n# Owl", true),
      ("# Nests\n## Dataset Description\nNests.\n## Data Splits\nOne.", true),
      (
        "---\ntitle: AI policy\nkind: policy\nowner: a@b.example\n---\n# AI policy\n## Training data\nIs checked.",
        false
      ),
      (
        "# AI development policy\n\n## Intended use\nAll.\n\n## Training data\nIs checked.\n\n## Evaluation\nBefore use.",
        false
      ),
      ("# Acceptable use\n\nBe kind.", false), ("", false),
      ("---\ntags: [a]\ntitle: Post\nlayout: page\n---\n# Post", false),
    ])
  func looksLike(text: String, isCard: Bool) { #expect(Card.looksLike(text, name: "x.md") == isCard) }

  @Test(
    "a head that can't be trusted is refused with the line",
    arguments: [
      ("---\n- a\n---\n# Model Card: X", "is a list"),
      ("---\nlicense: &a mit\nlanguage: *a\n---\n# Model Card: X", "Line 2"),
      ("---\nlicense: mit\ntags: [*x]\n---\n# Model Card: X", "Line 3"),
      ("---\nlicense: mit\nlicense: gpl\n---\n# Model Card: X", "given twice"),
      ("---\nlicense: [mit\n---\n# Model Card: X", "not valid YAML"),
      ("---\ntags: " + String(repeating: "[", count: 100_000) + "\n---\n# Model Card: X", "nested deeper"),
      ("---\n" + String(repeating: "- ", count: 50_000) + "\n---\n# Model Card: X", "nested deeper"),
      ("# My notes\n\nNo card.", "isn't a model or dataset card"),
      ("# Model Card: X\n" + String(repeating: "x", count: 2_000_001), "larger than 2 MB"),
    ])
  func refused(text: String, reason: String) {
    let said = refusal { try Card.read(text, name: "card.md") }
    #expect(said?.contains(reason) == true, "\(said ?? "taken")")
  }

  @Test(
    "signs that only look like an alias are none",
    arguments: [
      "widget:\n- text: \"Hello, *mask* and &c\"", "tags: ['*', \"&\"]", "text: |\n  *bold*\n  &more\nlicense: mit",
      "text: a *b* & c",
    ])
  func noAlias(head: String) {
    #expect(refusal { try Card.read("---\nlibrary_name: x\n\(head)\n---\n# X", name: "x.md") } == nil)
  }

  @Test(
    "a result list that breaks the rules is read as far as it goes",
    arguments: [
      ("model-index: nonsense", "no list"), ("model-index:\n- 5", "without names"),
      ("model-index:\n- name: m\n  results:\n  - metrics:\n    - {type: acc, value: 0.5}", "names no dataset"),
      (
        "model-index:\n- name: m\n  results:\n  - dataset: {name: D}\n    metrics:\n    - {type: acc}",
        "without a value"
      ),
    ])
  func results(head: String, said: String) throws {
    let file = try Card.read("---\nlicense: mit\nlibrary_name: x\n\(head)\n---\n# M", name: "m.md")
    #expect(file.titles("models").count == 1)
    #expect(file.says(said))
  }

  @Test("600 KB of tables and pictures are read within a second; what no field holds is said")
  func large() throws {
    let rows = String(repeating: "| a | b | c |\n", count: 20_000)
    let picture = "![x](data:image/png;base64," + String(repeating: "QUJD", count: 80_000) + ")"
    let text = "---\nlicense: mit\npipeline_tag: x\n---\n# Model Card for Big\n\n\(picture)\n\n## Evaluation\n\n\(rows)"
    let start = ContinuousClock.now
    let file = try Card.read(text, name: "big.md")
    #expect(ContinuousClock.now - start < .seconds(5))
    let card = try #require(file.cell("models", "Big", "model_card_text"))
    #expect(card.count <= 200_000 && !card.contains("QUJDQUJD") && card.contains("embedded-file"))
    #expect(file.says("more than a field holds"))
  }
}
