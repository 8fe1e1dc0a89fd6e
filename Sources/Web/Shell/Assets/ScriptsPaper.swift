extension Scripts {
  /// Keeps a working paper by itself: what is typed goes to the browser's storage at once and to the server soon after,
  /// field by field with the revision at which the field was seen. Without a connection it waits and says so. What
  /// somebody else wrote into the same field is shown beside, never overwritten.
  static let paper =
    paperPart + #"""
      const PAUSE = 2500, RETRY = 4000;

      /** Why nothing can be sent just now. `isFinal` needs the person; else it is tried again. */
      class Refusal extends Error { constructor(text, isFinal = false) { super(text); this.isFinal = isFinal; } }

      class Paper {
        constructor(form) {
          this.form = form;
          this.state = form.querySelector('[data-paper-state]');
          this.waiting = [];
          this.parts = [...form.querySelectorAll('[data-check]')].map(section => new Part(section, this));
          form.addEventListener('submit', event => { event.preventDefault(); this.flush(); });
          for (const act of this.acts()) act.addEventListener('submit', event => this.lead(event));
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
          const said = await answer.json();
          photo.part.take(said, {});
          this.stands(said.session);
        }

        /** The state of the session as it is now, and the buttons that lead on from it. */
        stands(session) {
          const place = document.querySelector('[data-session-state]');
          if (!session || !place || place.textContent.trim() === session.state) return;
          place.replaceChildren(make('span', `tag ${session.tone}`, session.state));
          for (const form of this.acts()) form.hidden = !session.steps.includes(form.getAttribute('action'));
        }

        acts() { return [...document.querySelectorAll('.head-actions form.act')]; }

        /** Sends first what is not sent yet, so that a session is not held without it. */
        async lead(event) {
          if (!this.unsent()) return;
          event.preventDefault();
          while (this.busy) await new Promise(resolve => setTimeout(resolve, 50));
          await this.flush();
          if (!this.unsent()) event.target.requestSubmit(event.submitter);
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
