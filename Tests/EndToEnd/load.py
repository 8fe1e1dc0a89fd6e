"""Writers that keep what was acknowledged to them: new records, changes, files. Used by the crash tests."""
import hashlib
import random
import threading
from dataclasses import dataclass, field

import program


@dataclass
class Acknowledged:
    """What the server has said yes to."""
    # record id → (revision, service, the bytes by which the answer can be known)
    records: dict = field(default_factory=dict)
    # (record id, revision, name, service, marker), one for each yes, in order
    writes: list = field(default_factory=list)
    # SHA-256 → bytes
    files: dict = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    wrong: list = field(default_factory=list)

    def __len__(self):
        return len(self.writes) + len(self.files)


def writer(port, token, kept, stop, seed, label, limit=None):
    """One client: half new suppliers, half changes to its own, now and then a file with a record that names it. Ends when
    told to, when the server is gone, or after `limit` writes."""
    draw = random.Random(seed)
    api, mine, number = program.API(port, token), [], 0
    while not stop.is_set() and (limit is None or number < limit):
        number += 1
        marker = f"{label}-{number}"
        try:
            if number % 7 == 0:
                content = f"evidence {marker}\n".encode() * draw.randint(1, 3000)
                status, _, answer = api("POST", "/files", content, Content_Type="text/plain")
                wanted = hashlib.sha256(content).hexdigest()
                if status == 201 and answer.get("sha256") == wanted:
                    with kept.lock:
                        kept.files[wanted] = content
                else:
                    kept.wrong.append(f"file {marker}: {status} {str(answer)[:300]}")
            elif mine and draw.random() < 0.5:
                index = draw.randrange(len(mine))
                identifier, tag, name = mine[index]
                status, headers, answer = api("PATCH", f"/suppliers/{identifier}", {"service": marker}, If_Match=tag)
                if status == 200 and answer.get("service") == marker:
                    mine[index] = (identifier, headers["ETag"], name)
                    keep(kept, identifier, answer["revision"], name, marker)
                else:
                    kept.wrong.append(f"change {marker}: {status} {str(answer)[:300]}")
            else:
                status, headers, answer = api("POST", "/suppliers", {"name": f"Supplier {marker}", "service": marker})
                if status == 201:
                    mine.append((answer["id"], headers["ETag"], f"Supplier {marker}"))
                    keep(kept, answer["id"], answer["revision"], f"Supplier {marker}", marker)
                else:
                    kept.wrong.append(f"new {marker}: {status} {str(answer)[:300]}")
        except program.GONE:
            break  # what was under way was not acknowledged
    api.close()


def keep(kept, identifier, revision, name, service):
    with kept.lock:
        kept.records[identifier] = (revision, name, service)
        kept.writes.append((identifier, revision, name, service))


def start(port, token, kept, stop, seed, label, clients=4, limit=None):
    threads = [
        threading.Thread(target=writer, args=(port, token, kept, stop, seed * 1000 + client, f"{label}-{client}", limit), daemon=True)
        for client in range(clients)
    ]
    for thread in threads:
        thread.start()
    return threads
