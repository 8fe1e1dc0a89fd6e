extension Scripts {
  /// One audit point of a working paper, part of the module ``paper``.
  static let paperPart = #"""
    const PATIENCE = 20000;
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
          const said = await answer.json();
          this.take(said, texts);
          this.paper.stands(said.session);
        }
      }

      /** Whether each standard that is judged here has a verdict that the server has. */
      isJudged() {
        const verdicts = this.fields.filter(name => name.startsWith('verdict_'));
        return verdicts.length > 0 && verdicts.every(name => !['', 'not_checked'].includes(this.known[name]));
      }

      /** What the server says: fields that are kept, those of others, clashes and problems. */
      take(answer, sent) {
        const clashes = new Map(answer.clashes.map(clash => [clash.field, clash]));
        const problems = new Map(answer.problems.map(problem => [problem.field, problem.message]));
        // Whoever went on writing meanwhile has perhaps given the reason that was missing.
        const wentOn = VERDICTS.some(name => this.fields.includes(name) && this.text(name) !== (sent[name] ?? this.known[name]));
        for (const name of this.fields) {
          const mine = this.text(name), theirs = answer.texts[name] ?? '', untouched = mine === this.known[name];
          this.problem(name, problems.get(name));
          if (clashes.has(name)) { this.clash(clashes.get(name), answer.revision); continue; }
          if (problems.has(name) || (problems.has('reason') && VERDICTS.includes(name))) {
            if (!VERDICTS.includes(name) || !wentOn) this.held.add(name);
            continue;
          }
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
        this.paper.count();
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


    """#
}
