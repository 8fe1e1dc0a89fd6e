/// The script of every page: an entry and small modules. Pages work without any of it.
///
/// A module is a leaf: it exports one function that enhances the document once, and it speaks with the others only
/// through events on the document (`concord:toast`, `concord:restore`). Nothing is ever made from strings of markup.
enum Scripts {
  static let entry = #"""
    import { keyboard } from './keyboard.js';
    import { confirmation } from './confirmation.js';
    import { storage } from './storage.js';
    import { forms } from './forms.js';
    import { drafts } from './drafts.js';
    import { combobox } from './combobox.js';
    import { lists } from './lists.js';
    import { overlays } from './overlays.js';
    import { notices } from './notices.js';
    import { paper } from './paper.js';
    import { imports } from './imports.js';

    document.documentElement.classList.add('js');
    // Confirmation listens first, so that a form that is not confirmed is not taken for sent. A module that fails
    // takes nothing else with it.
    for (const enhance of [notices, overlays, confirmation, storage, combobox, forms, drafts, lists, keyboard, paper, imports]) {
      try { enhance(); } catch (error) { console.error(error); }
    }

    """#

  static let modules: [(stem: String, text: String)] = [
    ("keyboard", keyboard), ("confirmation", confirmation), ("storage", storage), ("forms", forms), ("drafts", drafts),
    ("combobox", combobox),
    ("lists", lists), ("overlays", overlays), ("notices", notices), ("paper", paper), ("imports", imports),
  ]
}
