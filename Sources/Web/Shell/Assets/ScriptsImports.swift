extension Scripts {
  /// Files and folders that are dropped onto the upload become its choice.
  static let imports = #"""
    /** All files of what was dropped; of two with one name the second is called after its folder too. */
    async function walk(entry) {
      if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
      const reader = entry.createReader(), all = [];
      for (;;) {
        const some = await new Promise((done, failed) => reader.readEntries(done, failed));
        if (!some.length) break;
        for (const one of some) all.push(...await walk(one));
      }
      return all;
    }

    function distinct(files, folder) {
      const names = new Set();
      return files.map(file => {
        let name = file.name;
        for (let number = 2; names.has(name); number++) name = `${folder || 'file'} ${number} ${file.name}`;
        names.add(name);
        return name === file.name ? file : new File([file], name, { type: file.type });
      });
    }

    function drop(zone) {
      const field = zone.querySelector('input[type=file]');
      const endings = zone.dataset.drop.split(' ');
      const isFiles = event => [...event.dataTransfer.types].includes('Files');
      zone.addEventListener('dragover', event => {
        if (!isFiles(event)) return;
        event.preventDefault();
        zone.classList.add('over');
      });
      zone.addEventListener('dragleave', event => { if (!zone.contains(event.relatedTarget)) zone.classList.remove('over'); });
      zone.addEventListener('drop', async event => {
        if (!isFiles(event)) return;
        event.preventDefault();
        zone.classList.remove('over');
        const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
        const dropped = entries.length ? (await Promise.all(entries.map(walk))).flat() : [...event.dataTransfer.files];
        const all = [...field.files, ...dropped].filter(file => endings.includes(file.name.split('.').pop().toLowerCase()));
        const kept = new DataTransfer();
        for (const file of distinct(all, entries.find(entry => entry.isDirectory)?.name)) kept.items.add(file);
        field.files = kept.files;
        field.dispatchEvent(new Event('change', { bubbles: true }));
        field.focus();
      });
    }

    export function imports() {
      document.querySelectorAll('[data-drop]').forEach(drop);
      // What needs nobody takes no room on a phone.
      if (matchMedia('(max-width: 700px)').matches) document.querySelectorAll('[data-fold]').forEach(fold => { fold.open = false; });
    }

    """#
}
