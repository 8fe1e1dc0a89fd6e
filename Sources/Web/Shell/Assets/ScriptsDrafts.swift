extension Scripts {
  /// Keeps what is typed into a form with `data-draft` in the browser's session until it has been saved; offers it
  /// again after a time-out, a crash or a reload; warns before a page with unsaved text is left.
  static let drafts = #"""
    const kept = name => `concord:draft:${name}`;
    const pending = 'concord:draft-sent';
    const store = {
      read(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
      write(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { } },
      drop(key) { try { sessionStorage.removeItem(key); } catch { } },
    };

    /** Everything a person can type or choose, by name; secrets, files and the server's own hidden fields stay out. */
    function read(form) {
      const values = {};
      const out = new Set();
      for (const control of form.elements) {
        const own = control.type === 'hidden' && !('keep' in control.dataset);
        if (own || control.type === 'password' || control.type === 'file') out.add(control.name);
      }
      for (const [name, value] of new FormData(form)) if (typeof value === 'string' && !out.has(name)) (values[name] ??= []).push(value);
      return values;
    }

    function write(form, values) {
      form.dispatchEvent(new CustomEvent('concord:restore', { detail: values }));
      const used = {};
      for (const control of form.elements) {
        if (!control.name || control.type === 'password' || control.type === 'file') continue;
        if (control.type === 'hidden' && !('keep' in control.dataset)) continue;
        const wanted = values[control.name] ?? [];
        if (control.type === 'checkbox' || control.type === 'radio') control.checked = wanted.includes(control.value);
        else if (control.type === 'select-multiple') for (const option of control.options) option.selected = wanted.includes(option.value);
        else if ('value' in control && control.type !== 'submit' && control.type !== 'button') {
          const rest = wanted.filter(value => !form.querySelector(`[type=checkbox][name="${CSS.escape(control.name)}"][value="${CSS.escape(value)}"]`));
          const index = used[control.name] ?? 0;
          used[control.name] = index + 1;
          control.value = rest[index] ?? '';
        }
      }
      document.dispatchEvent(new CustomEvent('concord:restored'));
    }

    function offer(form, draft, key, done) {
      const bar = document.createElement('div');
      const text = document.createElement('span');
      const restore = document.createElement('button');
      const discard = document.createElement('button');
      bar.className = 'notice info draft';
      bar.setAttribute('role', 'status');
      text.textContent = `What you typed at ${new Date(draft.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })} was not saved. It is still here.`;
      restore.type = discard.type = 'button';
      restore.className = 'button plain small';
      discard.className = 'button quiet small';
      restore.textContent = 'Restore';
      discard.textContent = 'Discard';
      restore.addEventListener('click', () => { write(form, draft.values); bar.remove(); done(); form.querySelector('input, textarea, select')?.focus(); });
      discard.addEventListener('click', () => { store.drop(key); bar.remove(); });
      bar.append(text, restore, discard);
      form.prepend(bar);
    }

    function watch(form, leaving) {
      const key = kept(form.dataset.draft);
      // A form that came back with errors holds unsaved text from the start.
      const refused = Boolean(form.querySelector('[aria-invalid], .wrong') ?? form.parentElement?.querySelector('.summary'));
      const before = JSON.stringify(read(form));
      const isDirty = () => refused || JSON.stringify(read(form)) !== before;
      const save = () => { if (isDirty()) store.write(key, { at: Date.now(), values: read(form) }); };
      let timer;
      const changed = () => { clearTimeout(timer); timer = setTimeout(save, 400); };
      const draft = store.read(key);
      if (draft?.values && JSON.stringify(draft.values) !== before) offer(form, draft, key, save);
      else if (!refused) store.drop(key);
      form.addEventListener('input', changed);
      form.addEventListener('change', changed);
      document.addEventListener('visibilitychange', () => { if (document.hidden) save(); });
      leaving.push(() => { save(); return isDirty() && !form.dataset.sent; });
      document.addEventListener('submit', event => {
        if (event.target !== form || event.defaultPrevented) return;
        save();
        form.dataset.sent = 'yes';
        store.write(pending, form.dataset.draft);
      });
      addEventListener('pageshow', () => { delete form.dataset.sent; });
    }

    /** A success message means that what was sent last is saved. */
    function forget() {
      for (const flash of document.querySelectorAll('[data-saved]')) store.drop(kept(flash.dataset.saved));
      if (!document.body.classList.contains('app')) return;
      const sent = store.read(pending);
      if (sent && document.querySelector('.flash.good')) store.drop(kept(sent));
      store.drop(pending);
    }

    export function drafts() {
      forget();
      const leaving = [];
      document.querySelectorAll('form[data-draft]').forEach(form => watch(form, leaving));
      if (!leaving.length) return;
      addEventListener('beforeunload', event => {
        const asks = leaving.map(leave => leave());
        if (asks.some(Boolean)) event.preventDefault();
      });
    }

    """#
}
