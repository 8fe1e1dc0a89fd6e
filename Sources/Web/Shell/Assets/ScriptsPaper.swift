extension Scripts {
  /// Keeps a working paper by itself: what is typed goes to the browser's storage at once and to the server soon after,
  /// field by field with the revision at which the field was seen. Without a connection it waits and says so. What
  /// somebody else wrote into the same field is shown beside, never overwritten.
  static let paper = #"""
    const PAUSE = 2500, RETRY = 4000, PATIENCE = 20000;
    const VERDICTS = ['verdict_27001', 'verdict_42001', 'reason'];

    const store = {
      read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
      write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { } },
      drop(key) { try { localStorage.removeItem(key); } catch { } },
    };

    function make(name, className, text) {
      const made = document.createElement(name);
      if (className) made.className = className;
      if (text) made.textContent = text;
      return made;
    }

    /** One audit point of the paper: its fields, what the server has of them, what is not sent yet. */
    class Part {
      constructor(section, paper) {
        this.section = section;
        this.paper = paper;
        this.check = section.dataset.check;
        this.key = `concord:paper:${section.dataset.url}`;
        this.fields = [...section.querySelectorAll('[data-field]')].map(box => box.dataset.field);
        this.known = this.read();
        this.base = Object.fromEntries(this.fields.map(name => [name, Number(section.dataset.revision)]));
        this.held = new Set();
        this.clashing = new Set();
        this.restore();
        section.addEventListener('input', () => this.changed());
        section.addEventListener('change', event => event.target.matches('[data-photo]') ? paper.photos(this, event.target) : this.changed(true));
        section.addEventListener('focusout', () => this.changed(true));
      }

      box(name) { return this.section.querySelector(`[data-field="${name}"]`); }

      controls(name) { return [...this.section.querySelectorAll(`[name="${this.check}.${name}"]`)]; }

      text(name) {
        const values = [];
        for (const control of this.controls(name)) {
          if (control.type === 'radio' || control.type === 'checkbox') { if (control.checked) values.push(control.value); }
          else if (!control.closest('[data-combobox]')) values.push(control.value);
        }
        return values.filter(Boolean).join('; ');
      }

      put(name, text) {
        const controls = this.controls(name);
        if (controls.some(control => control.closest('[data-combobox]'))) {
          const codes = text.split(';').map(code => code.trim()).filter(Boolean);
          for (const control of controls) if (control.type === 'checkbox') control.checked = codes.includes(control.value);
          this.paper.form.dispatchEvent(new CustomEvent('concord:restore', { detail: { [`${this.check}.${name}`]: codes } }));
          return;
        }
        for (const control of controls) {
          if (control.type === 'radio') control.checked = control.value === text;
          else control.value = text;
        }
      }

      read() { return Object.fromEntries(this.fields.map(name => [name, this.text(name)])); }

      /** Fields that hold something the server does not have. */
      dirty() { return this.fields.filter(name => this.text(name) !== this.known[name]); }

      restore() {
        const kept = store.read(this.key);
        if (!kept) return;
        for (const [name, text] of Object.entries(kept.texts ?? {})) {
          if (!this.fields.includes(name) || text === this.known[name]) continue;
          this.put(name, text);
          this.base[name] = kept.base?.[name] ?? this.base[name];
        }
        this.remember();
      }

      remember() {
        const dirty = this.dirty();
        if (!dirty.length) return store.drop(this.key);
        store.write(this.key, {
          at: Date.now(), texts: Object.fromEntries(dirty.map(name => [name, this.text(name)])),
          base: Object.fromEntries(dirty.map(name => [name, this.base[name]])),
        });
      }

      changed(soon = false) {
        this.held.clear();
        this.remember();
        this.paper.schedule(soon);
      }

      /** Sends what is not sent, in groups that were seen at the same revision. */
      async send(keepalive = false) {
        const wanted = this.dirty().filter(name => !this.held.has(name) && !this.clashing.has(name));
        // Verdicts and the reason for their difference are one statement.
        if (wanted.some(name => VERDICTS.includes(name))) {
          for (const name of VERDICTS) if (this.dirty().includes(name) && !wanted.includes(name) && !this.clashing.has(name)) wanted.push(name);
        }
        const groups = new Map();
        for (const name of wanted) groups.set(this.base[name], [...(groups.get(this.base[name]) ?? []), name]);
        for (const [revision, names] of groups) {
          const texts = Object.fromEntries(names.map(name => [name, this.text(name)]));
          const answer = await fetch(this.section.dataset.url, {
            method: 'POST', headers: { 'Content-Type': 'application/json' }, redirect: 'manual', keepalive, signal: AbortSignal.timeout(PATIENCE),
            body: JSON.stringify({ token: this.paper.form.dataset.token, revision, texts }),
          });
          await this.paper.refuse(answer);
          this.take(await answer.json(), texts);
        }
      }

      /** What the server says: fields that are kept, those of others, clashes and problems. */
      take(answer, sent) {
        const clashes = new Map(answer.clashes.map(clash => [clash.field, clash]));
        const problems = new Map(answer.problems.map(problem => [problem.field, problem.message]));
        for (const name of this.fields) {
          const mine = this.text(name), theirs = answer.texts[name] ?? '', untouched = mine === this.known[name];
          this.problem(name, problems.get(name));
          if (clashes.has(name)) { this.clash(clashes.get(name), answer.revision); continue; }
          if (problems.has(name) || (problems.has('reason') && VERDICTS.includes(name))) { this.held.add(name); continue; }
          if (name in sent) {
            this.known[name] = theirs;
            this.base[name] = answer.revision;
            // The server's spelling, unless somebody went on typing.
            if (mine === sent[name] && mine !== theirs && document.activeElement?.name !== `${this.check}.${name}`) this.put(name, theirs);
            else if (mine === sent[name] && mine !== theirs) this.known[name] = mine;
          } else if (untouched) {
            if (theirs !== mine) this.put(name, theirs);
            this.known[name] = theirs;
            this.base[name] = answer.revision;
          } else if (theirs === this.known[name]) this.base[name] = answer.revision;
        }
        this.section.dataset.revision = String(answer.revision);
        const hidden = this.section.querySelector(`[name="${this.check}._revision"]`);
        if (hidden) hidden.value = String(answer.revision);
        this.remember();
        this.explain();
      }

      /** A nonconformity calls for a finding, which is said as soon as the verdict is kept. */
      explain() {
        const box = this.section.querySelector('[data-unanswered]');
        if (!box) return;
        const open = box.dataset.unanswered.split(' ').filter(number => ['minor', 'major'].includes(this.text(`verdict_${number}`)));
        const text = open.length ? `The verdict for ${open.join(' and ')} calls for a finding; there is none yet.` : '';
        if (box.textContent.trim() === text) return;
        box.replaceChildren(...(text ? [make('div', 'notice warn', text)] : []));
      }

      problem(name, message) {
        const box = this.box(name);
        box?.querySelector('.paper-problem')?.remove();
        if (!box || !message) return;
        const text = make('p', 'error paper-problem', message);
        text.setAttribute('role', 'alert');
        box.prepend(text);
      }

      clash(clash, revision) {
        const name = clash.field, box = this.box(name);
        this.clashing.add(name);
        box.querySelector('.paper-clash')?.remove();
        const note = make('div', 'notice warn paper-clash');
        const who = clash.by.replace(/^account:/, '');
        note.setAttribute('role', 'alert');
        note.append(make('strong', '', `${who} wrote here too:`), make('pre', 'plain', clash.theirs || '(nothing)'));
        const row = make('div', 'row');
        const decide = (label, text) => {
          const button = make('button', 'button plain small', label);
          button.type = 'button';
          button.addEventListener('click', () => {
            note.remove();
            this.clashing.delete(name);
            this.known[name] = clash.theirs;
            this.base[name] = revision;
            const mine = this.text(name);
            this.put(name, text(mine));
            this.changed(true);
          });
          row.append(button);
        };
        decide('Keep mine', mine => mine);
        decide('Take theirs', () => clash.theirs);
        if (box.querySelector('textarea')) decide('Keep both', mine => `${clash.theirs}\n\n${mine}`);
        note.append(row);
        box.append(note);
      }
    }

    /** Why nothing can be sent just now. `isFinal` needs the person; else it is tried again. */
    class Refusal extends Error { constructor(text, isFinal = false) { super(text); this.isFinal = isFinal; } }

    class Paper {
      constructor(form) {
        this.form = form;
        this.state = form.querySelector('[data-paper-state]');
        this.waiting = [];
        this.parts = [...form.querySelectorAll('[data-check]')].map(section => new Part(section, this));
        form.addEventListener('submit', event => { event.preventDefault(); this.flush(); });
        addEventListener('online', () => this.flush());
        addEventListener('offline', () => this.say());
        document.addEventListener('visibilitychange', () => { if (document.hidden) this.flush(true); });
        addEventListener('beforeunload', event => { if (this.waiting.length) event.preventDefault(); });
        this.say();
        if (this.unsent()) this.schedule(true);
      }

      unsent() { return this.parts.reduce((sum, part) => sum + part.dirty().length, 0) + this.waiting.length; }

      schedule(soon = false) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.flush(), soon ? 60 : PAUSE);
        this.say();
      }

      async flush(keepalive = false) {
        clearTimeout(this.timer);
        if (this.busy) { this.again = true; return; }
        this.busy = true;
        this.trouble = null;
        this.say();
        try {
          for (const part of this.parts) await part.send(keepalive);
          while (this.waiting.length) await this.sendPhoto(this.waiting[0]);
        } catch (error) {
          this.trouble = error instanceof Refusal ? error : new Refusal('No connection.');
          if (!this.trouble.isFinal) this.timer = setTimeout(() => this.flush(), RETRY);
        }
        this.busy = false;
        this.say();
        if (this.again) { this.again = false; if (!this.trouble) this.schedule(); }
      }

      /** Turns an answer that is no success into what the person is told. */
      async refuse(answer) {
        if (answer.ok) return;
        if (answer.type === 'opaqueredirect') throw new Refusal('You are signed out. Sign in again and load this page; what you typed is kept in this browser.', true);
        let said = '';
        try { said = (await answer.json()).message ?? ''; } catch { }
        throw new Refusal(said || `The server answered ${answer.status}.`, answer.status < 500 && answer.status !== 429);
      }

      photos(part, input) {
        const limit = Number(this.form.dataset.limit);
        for (const file of input.files) {
          if (file.size > limit) {
            this.problemAt(input, `${file.name} has ${Math.round(file.size / 1048576)} MB; a file has ${Math.round(limit / 1048576)} MB at most. It was not sent, and nothing else on this page is lost.`);
          } else { this.problemAt(input, ''); this.waiting.push({ part, file, input }); }
        }
        input.value = '';
        this.schedule(true);
      }

      problemAt(input, text) {
        input.parentElement.querySelector('.paper-problem')?.remove();
        if (!text) return;
        const problem = make('p', 'error paper-problem', text);
        problem.setAttribute('role', 'alert');
        input.parentElement.append(problem);
      }

      async sendPhoto(photo) {
        const body = new FormData();
        body.append('_token', this.form.dataset.token);
        body.append('file', photo.file, photo.file.name);
        const answer = await fetch(photo.part.section.dataset.photos, { method: 'POST', body, redirect: 'manual' });
        if (!answer.ok && answer.status < 500 && answer.type !== 'opaqueredirect') this.waiting.shift();
        await this.refuse(answer);
        this.waiting.shift();
        photo.part.take(await answer.json(), {});
      }

      say() {
        const unsent = this.unsent();
        const bar = this.state.parentElement;
        const open = this.parts.some(part => part.clashing.size || part.held.size);
        let text = 'Everything is saved.', tone = 'good';
        if (unsent && (this.trouble || !navigator.onLine)) {
          const why = navigator.onLine ? this.trouble.message : 'No connection.';
          const what = unsent === 1 ? 'One entry is' : `${unsent} entries are`;
          [text, tone] = [`${why} ${what} kept in this browser and sent as soon as it is possible.`, 'warn'];
          if (this.trouble?.isFinal && navigator.onLine) [text, tone] = [`${why} ${what} kept in this browser.`, 'bad'];
        } else if (unsent && open && !this.busy) [text, tone] = ['Some fields need a look before they can be saved.', 'warn'];
        else if (unsent) [text, tone] = ['Saving…', 'none'];
        if (this.state.textContent !== text) this.state.textContent = text;
        bar.dataset.tone = tone;
      }
    }

    export function paper() {
      const form = document.querySelector('form[data-paper]');
      if (form) new Paper(form);
    }

    """#
}
