extension Scripts {
  /// Keeps a working paper by itself: what is typed goes to the browser's storage at once and to the server soon after,
  /// field by field with the revision at which the field was seen. Without a connection it waits and says so. What
  /// somebody else wrote into the same field is shown beside, never overwritten. Photographs wait in the page only: a
  /// browser's storage is too small for them.
  static let paper =
    paperPart + #"""
      const PAUSE = 2500, RETRY = 4000, MOST = 3;

      const megabytes = size => Math.round(size / 1048576);

      /** Why nothing can be sent just now. `isFinal` needs the person; else it is tried again. */
      class Refusal extends Error {
        constructor(text, isFinal = false, isSignedOut = false) { super(text); Object.assign(this, { isFinal, isSignedOut }); }
      }

      class Paper {
        constructor(form) {
          this.form = form;
          this.state = form.querySelector('[data-paper-state]');
          this.waiting = [];
          this.tries = 0;
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

        /** Points with a verdict, as the bar above them says it. */
        count() {
          const bar = this.form.querySelector('.progress');
          if (!bar || !this.form.querySelector('[data-field^="verdict_"]')) return;
          const done = this.parts.filter(part => part.isJudged()).length, words = `${done} of ${this.parts.length}`;
          const meter = bar.querySelector('svg');
          bar.querySelector('.progress-words .code').textContent = words;
          meter.setAttribute('aria-label', meter.getAttribute('aria-label').replace(/\d+ of \d+$/, words));
          meter.lastElementChild.setAttribute('width', `${100 * done / this.parts.length}%`);
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
          await this.attempt(async () => { for (const part of this.parts) await part.send(keepalive); });
          // What only the person can mend in a text holds no photograph up.
          if (!this.trouble || this.trouble.isFinal) {
            await this.attempt(async () => { while (this.waiting.length) await this.sendPhoto(this.waiting[0]); });
          }
          this.tries = this.trouble ? this.tries + 1 : 0;
          // A large photograph is not sent every four seconds to a server that is in trouble.
          const pause = RETRY * 2 ** (this.waiting.length ? Math.min(this.tries - 1, MOST) : 0);
          if (this.trouble && !this.trouble.isFinal) this.timer = setTimeout(() => this.flush(), pause);
          this.busy = false;
          this.say();
          if (this.again) { this.again = false; if (!this.trouble) this.schedule(); }
        }

        async attempt(work) {
          try { await work(); } catch (error) {
            this.trouble = error instanceof Refusal ? error : new Refusal('No connection.');
          }
        }

        /** Turns an answer that is no success into what the person is told. */
        async refuse(answer) {
          if (answer.ok) return;
          if (answer.type === 'opaqueredirect') throw new Refusal('You are signed out. Sign in again and load this page; what you typed is kept in this browser.', true, true);
          let said = '';
          try { said = (await answer.json()).message ?? ''; } catch { }
          if (answer.status === 413) said ||= 'It is larger than the server takes.';
          throw new Refusal(said || `The server answered ${answer.status}.`, answer.status < 500 && ![408, 429].includes(answer.status));
        }

        photos(part, input) {
          const limit = Number(this.form.dataset.limit);
          input.parentElement.querySelectorAll('.photo-problem').forEach(problem => problem.remove());
          for (const file of input.files) {
            if (file.size <= limit) this.waiting.push({ part, file, input });
            else this.turnDown(input, file, `It has ${megabytes(file.size)} MB; a file has ${megabytes(limit)} MB at most.`);
          }
          input.value = '';
          this.schedule(true);
        }

        /** Says at its field why a photograph was not taken, until another is chosen or it was read. */
        turnDown(input, file, why) {
          const problem = make('div', 'error photo-problem'), away = make('button', 'button plain small', 'Dismiss');
          problem.dataset.name = file.name;
          problem.setAttribute('role', 'alert');
          away.type = 'button';
          away.setAttribute('aria-label', `Dismiss: ${file.name}`);
          away.addEventListener('click', () => { problem.remove(); this.say(); input.focus(); });
          problem.append(make('p', '', `${file.name} was not saved. ${why} Nothing else on this page is lost.`), away);
          input.parentElement.append(problem);
        }

        /** Names of photographs that were not taken, as long as it is said at their fields. */
        turnedDown() { return [...this.form.querySelectorAll('.photo-problem')].map(problem => problem.dataset.name); }

        async sendPhoto({ part, file, input }) {
          try {
            // The file may be gone from the disk, which a request can't be told from a lost connection.
            await file.slice(0, 1).arrayBuffer().catch(() => { throw new Refusal('It is not there any more; choose it again.', true); });
            const body = new FormData();
            body.append('_token', this.form.dataset.token);
            body.append('file', file, file.name);
            const answer = await fetch(part.section.dataset.photos, { method: 'POST', body, redirect: 'manual' });
            await this.refuse(answer);
            const said = await answer.json();
            this.waiting.shift();
            part.take(said, {});
            this.stands(said.session);
          } catch (error) {
            // Signed out, it waits: the session may go on, and the state says what becomes of it.
            if (!error.isFinal || error.isSignedOut) throw error;
            this.waiting.shift();
            this.turnDown(input, file, error.message);
          }
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
          const told = this.turnedDown().length;
          while (this.busy) await new Promise(resolve => setTimeout(resolve, 50));
          await this.flush();
          // Nobody is led away from a reason that was not there to be read before.
          if (!this.unsent() && this.turnedDown().length <= told) event.target.requestSubmit(event.submitter);
        }

        /** Where what is not sent yet is meanwhile: texts are kept by the browser, photographs only by this page. */
        whereabouts(isFinal) {
          const photos = this.waiting.length, texts = this.unsent() - photos, said = [];
          if (texts) said.push(`${texts === 1 ? 'One entry is' : `${texts} entries are`} kept in this browser${isFinal ? '' : ' and sent as soon as it is possible'}.`);
          const names = this.waiting.map(photo => photo.file.name).join(', ');
          if (photos && isFinal) said.push(`To be chosen again then: ${names}.`);
          else if (photos) said.push(`Leave this page open until ${photos === 1 ? 'this photograph is' : 'these photographs are'} sent: ${names}.`);
          return said.join(' ');
        }

        say() {
          const unsent = this.unsent();
          const bar = this.state.parentElement;
          const open = this.parts.some(part => part.clashing.size || part.held.size);
          const refused = this.turnedDown();
          let text = 'Everything is saved.', tone = 'good';
          if (refused.length) [text, tone] = [`Everything is saved but ${refused.join(', ')}: see there why.`, 'bad'];
          if (unsent && (this.trouble || !navigator.onLine)) {
            const why = navigator.onLine ? this.trouble.message : 'No connection.';
            const isFinal = Boolean(this.trouble?.isFinal && navigator.onLine);
            [text, tone] = [`${why} ${this.whereabouts(isFinal)}`, isFinal ? 'bad' : 'warn'];
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
