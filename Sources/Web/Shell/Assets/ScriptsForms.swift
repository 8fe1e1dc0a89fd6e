extension Scripts {
  /// Asks before a form with `data-confirm` is sent.
  static let confirmation = #"""
    function ask(question, act, isDangerous) {
      return new Promise(resolve => {
        const dialog = document.createElement('dialog');
        const text = document.createElement('p');
        const row = document.createElement('div');
        const yes = document.createElement('button');
        const no = document.createElement('button');
        text.textContent = question;
        text.id = 'confirm-question';
        dialog.setAttribute('aria-labelledby', 'confirm-question');
        row.className = 'row confirm-row';
        yes.type = no.type = 'button';
        yes.textContent = act;
        yes.className = isDangerous ? 'button danger' : 'button';
        no.textContent = 'Cancel';
        no.className = 'button plain';
        yes.addEventListener('click', () => dialog.close('yes'));
        no.addEventListener('click', () => dialog.close());
        dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); });
        row.append(yes, no);
        dialog.append(text, row);
        document.body.append(dialog);
        dialog.showModal();
        no.focus();
      });
    }

    export function confirmation() {
      const confirmed = new WeakSet();
      document.addEventListener('submit', async event => {
        const form = event.target;
        const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
        if (!question || confirmed.delete(form)) return;
        event.preventDefault();
        const submitter = event.submitter;
        const act = submitter?.textContent.trim() || 'Continue';
        if (!await ask(question, act, submitter?.classList.contains('danger'))) return;
        confirmed.add(form);
        form.requestSubmit(submitter);
      });
    }

    """#

  /// Small comforts of forms: text that grows, filters that apply themselves, choices that narrow, nothing sent twice.
  static let forms = #"""
    function grow(area) {
      if (CSS.supports('field-sizing', 'content')) return;
      const fit = () => { area.style.height = 'auto'; area.style.height = `${area.scrollHeight + 2}px`; };
      area.addEventListener('input', fit);
      document.addEventListener('concord:restored', fit);
      fit();
    }

    function narrow(box) {
      const field = box.querySelector('input[type=search]');
      const lines = [...box.querySelectorAll('.box')];
      field.addEventListener('keydown', event => { if (event.key === 'Enter') event.preventDefault(); });
      field.addEventListener('input', () => {
        const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
        for (const line of lines) {
          const text = line.textContent.toLowerCase();
          line.hidden = !words.every(word => text.includes(word)) && !line.querySelector(':checked');
        }
      });
    }

    function applyOnChange(form) {
      const quiet = [];
      form.addEventListener('change', () => form.requestSubmit());
      form.addEventListener('submit', () => {
        // Empty choices stay out of the address.
        for (const control of form.elements) if (control.name && !control.value && !control.disabled) { control.disabled = true; quiet.push(control); }
      });
      addEventListener('pageshow', () => { for (const control of quiet.splice(0)) control.disabled = false; });
    }

    /** A group that belongs to a choice opens with it; one in which nothing is written closes again. */
    function open(group) {
      const select = document.getElementById(group.dataset.openedBy);
      select?.addEventListener('change', () => {
        const isWritten = [...group.querySelectorAll('input, textarea')].some(field => field.value);
        group.open = select.value === group.dataset.value || isWritten;
      });
    }

    /** Of a folder only the files that are read are sent, whatever else lies there. */
    function leaveOut(field) {
      const endings = field.dataset.endings.split(' ');
      const said = document.createElement('p');
      said.className = 'help';
      said.setAttribute('role', 'status');
      field.after(said);
      field.addEventListener('change', () => {
        const all = [...field.files], rest = new DataTransfer();
        for (const file of all) if (endings.includes(file.name.split('.').pop().toLowerCase())) rest.items.add(file);
        if (rest.files.length < all.length) field.files = rest.files;
        said.textContent = all.length ? `${rest.files.length} of the ${all.length} files in it are of a kind that is read; only these are sent.` : '';
      });
    }

    /** A button says how many boxes of its form are ticked, those of lists left out as a whole not counted. */
    function count(button) {
      const [verb, one, many] = button.dataset.counting.split('|');
      const lists = [...button.form.querySelectorAll('[data-list]')];
      const update = () => {
        const taken = lists.filter(list => !list.querySelector('.whole input').checked);
        const number = taken.reduce((sum, list) => sum + list.querySelectorAll('.boxes input:checked').length, 0);
        button.textContent = `${verb} ${number} ${number === 1 ? one : many}`;
      };
      button.form.addEventListener('change', update);
      addEventListener('pageshow', update);
    }

    function sendOnce() {
      const sent = new WeakMap();
      document.addEventListener('submit', event => {
        const form = event.target;
        if (event.defaultPrevented || form.method !== 'post') return;
        // A second click within three seconds is the same click; later it may be meant (a download, a lost answer).
        if (performance.now() - (sent.get(form) ?? -Infinity) < 3000) event.preventDefault();
        else sent.set(form, performance.now());
      });
    }

    export function forms() {
      document.querySelectorAll('[data-grow]').forEach(grow);
      document.querySelectorAll('[data-narrow]').forEach(narrow);
      document.querySelectorAll('form[data-auto]').forEach(applyOnChange);
      document.querySelectorAll('[data-opened-by]').forEach(open);
      document.querySelectorAll('[data-endings]').forEach(leaveOut);
      document.querySelectorAll('[data-counting]').forEach(count);
      sendOnce();
    }

    """#
}
