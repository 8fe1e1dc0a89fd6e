extension Scripts {
  /// Choosing rows: the count, all at once, a range with Shift, and the bar of acts that shows only when it can act.
  static let lists = #"""
    function bulk(form) {
      const bar = form.querySelector('.bulk');
      const words = bar.querySelector('.bulk-count');
      const all = form.querySelector('[data-all]');
      const boxes = [...form.querySelectorAll('tbody .pick input')];
      let last = null;
      const update = () => {
        const chosen = boxes.filter(box => box.checked).length;
        bar.hidden = chosen === 0;
        words.textContent = `${chosen} of ${boxes.length} chosen`;
        if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
      };
      all?.addEventListener('change', () => { for (const box of boxes) box.checked = all.checked; update(); });
      for (const box of boxes) {
        box.addEventListener('click', event => {
          if (event.shiftKey && last && last !== box) {
            const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
            for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
          }
          last = box;
          update();
        });
      }
      addEventListener('pageshow', update);
      update();
    }

    export function lists() {
      document.querySelectorAll('[data-bulk]').forEach(bulk);
      // On a phone the menu is longer than the screen: show where one is.
      document.getElementById('bar-list')?.addEventListener('toggle', event => {
        if (event.newState === 'open') document.querySelector('.bar [aria-current]')?.scrollIntoView({ block: 'center' });
      });
    }

    """#

  /// Dialogs and menus: open, close by Escape or a click elsewhere, give the focus back.
  static let overlays = #"""
    export function overlays() {
      document.addEventListener('click', event => {
        const opener = event.target.closest('[data-dialog]');
        const dialog = opener && document.getElementById(opener.dataset.dialog);
        if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); return; }
        if (event.target.closest('[data-close]') || event.target.matches?.('dialog')) event.target.closest('dialog')?.close();
        for (const menu of document.querySelectorAll('[data-menu][open]')) if (!menu.contains(event.target)) menu.open = false;
      });
      document.addEventListener('keydown', event => {
        if (event.key !== 'Escape') return;
        for (const menu of document.querySelectorAll('[data-menu][open]')) {
          menu.open = false;
          menu.querySelector('summary').focus();
        }
      });
      // A refused form: first hear what is wrong, then jump to each field.
      const summary = document.querySelector('[data-focus]');
      summary?.focus({ preventScroll: summary.getBoundingClientRect().bottom < innerHeight });
      summary?.addEventListener('click', event => {
        const target = event.target.closest('a') && document.getElementById(event.target.closest('a').hash.slice(1));
        if (target) { event.preventDefault(); target.scrollIntoView({ block: 'center' }); target.focus({ preventScroll: true }); }
      });
    }

    """#

  /// Short messages that pass, messages that can be put away, and buttons that copy.
  static let notices = #"""
    export function notices() {
      const stack = document.createElement('div');
      stack.className = 'toasts';
      stack.setAttribute('role', 'status');
      document.body.append(stack);
      document.addEventListener('concord:toast', event => {
        const toast = document.createElement('div');
        toast.className = 'toast';
        toast.textContent = event.detail;
        stack.append(toast);
        setTimeout(() => toast.remove(), 4000);
      });
      document.addEventListener('click', async event => {
        event.target.closest('[data-dismiss]')?.closest('[data-flash]')?.remove();
        const copier = event.target.closest('[data-copy]');
        if (!copier) return;
        const text = document.getElementById(copier.dataset.copy)?.textContent ?? '';
        let said = 'Copied.';
        try { await navigator.clipboard.writeText(text); } catch {
          getSelection()?.selectAllChildren(document.getElementById(copier.dataset.copy));
          said = 'Selected. Press Ctrl C to copy.';
        }
        document.dispatchEvent(new CustomEvent('concord:toast', { detail: said }));
      });
    }

    """#
}
