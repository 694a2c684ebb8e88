#!/usr/bin/env python3
"""Check a Guangsha transparency log without trusting the site that serves it. Needs Python 3.11 and `cryptography`.

verify_ledger.py https://homes.example [--unit ID] [--key BASE64, if you know it] [--download log.json] [--save head.json]
verify_ledger.py https://homes.example --old head.json    nothing that was there when you kept the head is changed or gone
verify_ledger.py log.json                                 a log that was downloaded
Exit status: 0 everything holds, 1 something does not (and what), 2 it could not be checked.
Format: RFC 9162 (Merkle tree), C2SP tlog-checkpoint (signed head), docs/adr/0011-transparency-log.md (leaves).
"""

import argparse
import base64
import hashlib
import json
import sys
import urllib.request
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """Something does not hold."""


def read(where):
    if not where.startswith(("https://", "http://")):
        return json.loads(Path(where).read_text())
    site = where.rstrip("/") + "/api/v1/ledger/"
    ask = lambda path: json.loads(urllib.request.urlopen(site + path, timeout=60).read())
    log = {"key": ask("key"), "head": ask("head"), "entries": []}
    while (start := len(log["entries"])) < log["head"]["size"]:
        page = ask(f"entries?from={start}&to={log['head']['size']}")["entries"]
        if not page:
            raise Wrong(f"the head says {log['head']['size']} leaves, the site has {start}")
        log["entries"] += page
    return log


def check_head(head, key):
    """Size and root that the key signed; the note is what counts, whatever stands beside it."""
    body, _, last = head["note"].partition("\n\n")
    lines, raw = body.split("\n"), base64.b64decode(last.split(" ")[-1])
    name = f"guangsha-ledger/{hashlib.sha256(key).hexdigest()[:16]}"
    if lines[0] != name or len(lines) != 4 or last != f"\u2014 {name} {base64.b64encode(raw).decode()}\n":
        raise Wrong(f"the head is not of the log of this key ({name})")
    try:
        raw = raw.removeprefix(hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4])
        Ed25519PublicKey.from_public_bytes(key).verify(raw, f"{body}\n".encode())
    except InvalidSignature:
        raise Wrong("the signature of the head is wrong") from None
    size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    if size < 1 or (size, root.hex()) != (head["size"], head["root"]):
        raise Wrong("the head says another size or root than was signed")
    return size, root


def root_of(hashes):
    """The Merkle tree hash of RFC 9162, 2.1.1, of leaf hashes: subtrees of equal size are joined as they fill."""
    stack = []
    for count, one in enumerate(hashes, start=1):
        stack.append(one)
        joins = len(stack) - 1 if count == len(hashes) else (count & -count).bit_length() - 1
        for _ in range(joins):
            stack[-2:] = [hashlib.sha256(b"\x01" + stack[-2] + stack[-1]).digest()]
    return stack[0]


def check_entries(entries, size):
    """Leaves at their places and as hashed, each unit's open steps one after the other; the leaf hashes, and units."""
    if [entry["index"] for entry in entries] != list(range(size)):
        raise Wrong(f"the leaves are not 0 to {size - 1} in order")
    units = {}
    for entry in filter(lambda one: one["text"] is not None, entries):
        if hashlib.sha256(b"\x00" + entry["text"].encode()).hexdigest() != entry["hash"]:
            raise Wrong(f"leaf {entry['index']} says something else than was hashed")
        said = json.loads(entry["text"])
        if said["kind"] == "status":
            units.setdefault(said["unit"], []).append((said["revision"], entry["index"], said))
    for unit, steps in units.items():
        steps.sort(key=lambda step: step[:2])
        for (first, _, before), (second, index, after) in zip(steps, steps[1:], strict=False):
            if before["after"] != after["before"] or first == second > 0:
                raise Wrong(f"unit {unit}: leaf {index} does not go on from where step {first} led")
    return [bytes.fromhex(entry["hash"]) for entry in entries], units


def main():
    words = argparse.ArgumentParser(usage=__doc__)
    for name in ("log", "--key", "--old", "--unit", "--save", "--download"):
        words.add_argument(name)
    asked = words.parse_args()
    log, old = read(asked.log), read(asked.old) if asked.old else None
    key = base64.b64decode(asked.key or (old or log)["key"]["public_key"], validate=True)
    size, root = check_head(log["head"], key)
    hashes, units = check_entries(log["entries"], size)
    if root_of(hashes) != root:
        raise Wrong("the root over the leaves is not the one that was signed: a leaf was changed, added or removed")
    if old:
        old_size, old_root = check_head(old["head"], key)
        if old_size > size or root_of(hashes[:old_size]) != old_root:
            raise Wrong(f"the first {old_size} leaves are not those of the head you kept: the past was rewritten")
    if asked.unit and asked.unit not in units:
        raise Wrong(f"the log has nothing open about unit {asked.unit}")
    for revision, index, said in units.get(asked.unit, []):
        print(f"leaf {index}: step {revision}, {said['before']} -> {said['after']} at {said['at']}")
    for path, kept in ((asked.download, log), (asked.save, {"key": log["key"], "head": log["head"]})):
        if path:
            Path(path).write_text(json.dumps(kept))
    hidden = sum(entry["text"] is None for entry in log["entries"])
    print(f"{size} leaves ({hidden} not shown), {len(units)} units, root {root.hex()}: everything holds")


if __name__ == "__main__":
    try:
        main()
    except (Wrong, OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        print(f"{'WRONG' if isinstance(problem, Wrong) else 'not checked'}: {problem}", file=sys.stderr)
        sys.exit(1 if isinstance(problem, Wrong) else 2)
