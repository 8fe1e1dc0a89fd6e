extension Scripts {
  /// Makes a field for a record's code into a combobox (ARIA 1.2, list autocomplete): it asks `data-source` with
  /// `?q=` and shows what fits. What is sent stays a code; a code typed by hand is sent as typed.
  static let combobox = #"""
    let count = 0;

    function make(name, className, attributes = {}) {
      const made = document.createElement(name);
      if (className) made.className = className;
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    }

    /** The field people type in. For one record it stands in front of a hidden field that holds the code. */
    function visible(box, field) {
      if ('many' in box.dataset) { field.placeholder = 'Type to search'; return field; }
      const shown = make('input', '', { type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: 'Type to search' });
      for (const name of ['id', 'required', 'disabled', 'aria-describedby', 'aria-invalid']) {
        if (field.hasAttribute(name)) { shown.setAttribute(name, field.getAttribute(name)); field.removeAttribute(name); }
      }
      shown.value = box.dataset.label || field.value;
      field.type = 'hidden';
      field.dataset.keep = '';
      field.after(shown);
      box.querySelector('.reference-label')?.remove();
      return shown;
    }

    function add(box, item, field) {
      const list = box.querySelector('.chosen');
      const old = [...list.querySelectorAll('input')].find(input => input.value === item.value);
      if (old) { old.checked = true; return; }
      const line = make('li', 'box');
      const input = make('input', '', { type: 'checkbox', id: `${field.id}-${++count}`, name: field.name });
      const label = make('label', '', { for: input.id });
      const code = make('span', 'code');
      input.value = item.value;
      input.checked = true;
      code.textContent = item.value;
      label.append(code, ` ${item.label === item.value ? '' : item.label}`);
      line.append(input, label);
      list.append(line);
    }

    function enhance(box) {
      const field = box.querySelector('input[type=text]');
      if (!field || field.disabled) return;
      const isMany = 'many' in box.dataset;
      const input = visible(box, field);
      const id = `suggestions-${++count}`;
      const list = make('ul', 'suggestions', { role: 'listbox', id, 'aria-label': 'Suggestions' });
      const status = make('span', 'unseen', { role: 'status' });
      const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id };
      for (const [key, value] of Object.entries(attributes)) input.setAttribute(key, value);
      list.hidden = true;
      input.after(list, status);
      let items = [], at = -1, timer, asked, picked = input.value;

      function close() { list.hidden = true; at = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); }

      function point(next) {
        at = next;
        [...list.children].forEach((option, index) => option.setAttribute('aria-selected', String(index === at)));
        const option = list.children[at];
        option?.scrollIntoView({ block: 'nearest' });
        if (option) input.setAttribute('aria-activedescendant', option.id); else input.removeAttribute('aria-activedescendant');
      }

      function pick(item) {
        if (isMany) { add(box, item, field); input.value = ''; } else { field.value = item.value; input.value = item.label; picked = item.label; }
        close();
        input.dispatchEvent(new Event('change', { bubbles: true }));
      }

      function show(found) {
        items = found;
        at = -1;
        list.replaceChildren(...found.map((item, index) => {
          const option = make('li', '', { role: 'option', id: `${id}-${index}`, 'aria-selected': 'false' });
          const code = make('span', 'code'), label = make('span'), hint = make('small');
          code.textContent = item.value;
          label.textContent = item.label;
          hint.textContent = item.hint ?? '';
          option.append(code, label, hint);
          option.addEventListener('mousedown', event => { event.preventDefault(); pick(item); });
          return option;
        }));
        status.textContent = found.length ? `${found.length} suggestions` : 'Nothing found';
        list.hidden = !found.length;
        input.setAttribute('aria-expanded', String(Boolean(found.length)));
      }

      async function ask() {
        asked?.abort();
        asked = new AbortController();
        const url = new URL(box.dataset.source, location.href);
        if (url.origin !== location.origin) return;
        url.searchParams.set('q', input.value.trim());
        try {
          const answer = await fetch(url, { headers: { Accept: 'application/json' }, signal: asked.signal });
          if (!answer.ok) return close();
          const found = await answer.json();
          if (document.activeElement === input) show(Array.isArray(found.items) ? found.items.slice(0, 20) : []);
        } catch { /* A newer question, or no network: the field still takes a code. */ }
      }

      input.addEventListener('input', () => {
        if (!isMany) field.value = input.value.trim();
        clearTimeout(timer);
        timer = setTimeout(ask, 140);
      });
      input.addEventListener('click', () => { if (list.hidden) ask(); });
      input.addEventListener('blur', () => {
        close();
        if (!isMany && input.value === picked) return;
        // A label typed in full counts as picked.
        const exact = items.find(item => item.label === input.value || item.value === input.value.trim());
        if (exact && input.value.trim()) pick(exact);
      });
      input.addEventListener('keydown', event => {
        const isOpen = !list.hidden;
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          if (!isOpen) { ask(); return; }
          const by = event.key === 'ArrowDown' ? 1 : -1;
          point((at + by + items.length + (at < 0 && by < 0 ? 1 : 0)) % items.length);
        } else if (event.key === 'Enter' && isOpen && at >= 0) {
          event.preventDefault();
          pick(items[at]);
        } else if (event.key === 'Enter' && isMany && input.value.trim()) {
          event.preventDefault();
          pick(items.length === 1 ? items[0] : { value: input.value.trim(), label: input.value.trim() });
        } else if (event.key === 'Escape' && isOpen) {
          event.preventDefault();
          close();
        }
      });
      field.form?.addEventListener('concord:restore', event => {
        const values = event.detail[field.name] ?? [];
        if (isMany) { for (const value of values.filter(Boolean)) add(box, { value, label: value }, field); } else { input.value = values[0] ?? ''; picked = input.value; }
      });
    }

    export function combobox() { document.querySelectorAll('[data-combobox]').forEach(enhance); }

    """#
}
