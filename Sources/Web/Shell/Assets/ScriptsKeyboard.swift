extension Scripts {
  /// `/` search, `j` `k` rows, `x` choose, `e` edit, any `data-key`, `?` help; Ctrl or ⌘ with S saves the form.
  /// Single-key shortcuts can be switched off in the help (WCAG 2.1.4).
  static let keyboard = #"""
    const stored = 'concord:keys';
    const isOn = () => { try { return localStorage.getItem(stored) !== 'off'; } catch { return true; } };
    const typing = target => target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');
    const rows = () => [...document.querySelectorAll('[data-rows] > tbody > tr')];

    function move(by) {
      const all = rows();
      if (!all.length) return;
      const at = all.findIndex(row => row.classList.contains('at'));
      const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
      all[at]?.classList.remove('at');
      all[next].classList.add('at');
      all[next].querySelector('a')?.focus({ preventScroll: true });
      all[next].scrollIntoView({ block: 'nearest' });
    }

    function press(key) {
      const row = document.querySelector('[data-rows] tr.at');
      if (key === 'e' && row?.dataset.edit) { location.assign(row.dataset.edit); return true; }
      if (key === 'x' && row) { row.querySelector('.pick input')?.click(); return true; }
      if (!/^[a-z]$/.test(key)) return false;
      const target = document.querySelector(`[data-key="${key}"]`);
      target?.click();
      return Boolean(target);
    }

    function element(name, text, attributes = {}) {
      const made = document.createElement(name);
      if (text) made.textContent = text;
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    }

    function help() {
      const dialog = element('dialog', '', { 'aria-labelledby': 'keys-title' });
      const head = element('div', '', { class: 'card-head' });
      head.append(element('h2', 'Keyboard', { id: 'keys-title' }));
      const list = element('dl', '', { class: 'keys' });
      const lines = [['/', 'search everything'], ['j  k', 'next and previous row'], ['Enter', 'open the row'],
        ['x', 'choose the row'], ['e', 'edit'], ['Ctrl S', 'save the form'], ['Esc', 'close'], ['?', 'this help']];
      for (const target of document.querySelectorAll('[data-key]')) lines.push([target.dataset.key, target.textContent.trim()]);
      for (const [key, what] of lines) {
        const term = element('dt');
        term.append(element('kbd', key));
        list.append(term, element('dd', what));
      }
      const row = element('div', '', { class: 'row' });
      const label = element('label', ' Single-key shortcuts are on', { class: 'row' });
      const box = element('input', '', { type: 'checkbox' });
      box.checked = isOn();
      box.addEventListener('change', () => { try { localStorage.setItem(stored, box.checked ? 'on' : 'off'); } catch { } });
      label.prepend(box);
      const close = element('button', 'Close', { type: 'button', class: 'button plain', 'data-close': '' });
      row.append(label, close);
      dialog.append(head, list, row);
      dialog.addEventListener('close', () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    }

    export function keyboard() {
      document.addEventListener('keydown', event => {
        if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 's') {
          const form = event.target.closest('form.form') ?? document.querySelector('main form.form');
          if (form) { event.preventDefault(); form.requestSubmit(); }
          return;
        }
        if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
        if (document.querySelector('dialog[open]') || typing(event.target)) return;
        if (event.key === '?') { event.preventDefault(); help(); return; }
        if (!isOn()) return;
        if (event.key === '/') {
          const search = document.querySelector('[data-search]');
          if (search) { event.preventDefault(); search.focus(); search.select(); }
        } else if (event.key === 'j' || event.key === 'k') {
          move(event.key === 'j' ? 1 : -1);
        } else if (press(event.key)) {
          event.preventDefault();
        }
      });
    }

    """#
}
