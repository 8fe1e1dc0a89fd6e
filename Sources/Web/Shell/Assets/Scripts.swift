/// The script of every page: an entry and small modules, none of which a page needs to work.
enum Scripts {
  static let entry = #"""
    document.documentElement.classList.add('js');

    """#

  static let modules: [(stem: String, text: String)] = []
}
