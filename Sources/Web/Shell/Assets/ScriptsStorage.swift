extension Scripts {
  /// What somebody typed and did not save is theirs alone: it goes when they sign out, after a question, and before
  /// anybody else who signs in at the same browser could see it. Runs before the modules that bring such text back.
  static let storage = #"""
    const OWNER = 'concord:owner';
    const papers = key => key.startsWith('concord:paper:');
    const drafts = key => key.startsWith('concord:draft');

    function stores() {
      const found = [];
      for (const name of ['localStorage', 'sessionStorage']) { try { found.push(window[name]); } catch { } }
      return found;
    }

    const kept = which => stores().flatMap(store => Object.keys(store).filter(which));

    function forget() {
      for (const store of stores()) for (const key of Object.keys(store)) if (papers(key) || drafts(key)) store.removeItem(key);
    }

    /** Text of another account, or of nobody known, is not brought back. */
    function own(mark) {
      for (const store of stores()) {
        try {
          if (store.getItem(OWNER) === mark) continue;
          for (const key of Object.keys(store)) if (papers(key) || drafts(key)) store.removeItem(key);
          store.setItem(OWNER, mark);
        } catch { }
      }
    }

    function question() {
      const points = kept(papers).length, forms = kept(key => key.startsWith('concord:draft:')).length;
      const parts = [];
      if (points) parts.push(points === 1 ? '1 audit point that was not sent' : `${points} audit points that were not sent`);
      if (forms) parts.push(forms === 1 ? '1 form that was not saved' : `${forms} forms that were not saved`);
      return parts.length ? `This browser holds ${parts.join(' and ')}. Signing out deletes what you typed there.` : '';
    }

    const leaves = form => new URL(form.action, location.href).pathname === '/sign-out';

    export function storage() {
      if (document.body.dataset.owner) own(document.body.dataset.owner);
      document.addEventListener('submit', event => {
        if (!leaves(event.target)) return;
        const text = question();
        if (text) event.target.dataset.confirm = text; else delete event.target.dataset.confirm;
      }, true);
      document.addEventListener('submit', event => {
        if (!leaves(event.target) || event.defaultPrevented) return;
        forget();
        // Nothing is kept again while the page goes.
        Storage.prototype.setItem = () => { };
      });
    }

    """#
}
