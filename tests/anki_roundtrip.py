#!/usr/bin/env python3
"""Writes tests/fixtures/exchange/anki.txt with Anki's own library, and imports what hotseat exports there again.

Run by hand: it needs the package `anki` from PyPI, which is too heavy for the tests.

    python3 -m venv /tmp/anki && /tmp/anki/bin/pip install anki
    /tmp/anki/bin/python tests/anki_roundtrip.py export tests/fixtures/exchange/anki.txt
    hotseat bank export theory-deep --format anki > /tmp/deep.txt
    /tmp/anki/bin/python tests/anki_roundtrip.py import /tmp/deep.txt
"""

import sys
import tempfile
from pathlib import Path

from anki.collection import Collection
from anki.import_export_pb2 import ExportLimit, ImportCsvRequest
from anki.generic_pb2 import Empty

NOTES = [
    ("What does <b>softmax</b> of equal logits give?", "The uniform distribution: \\(1/n\\) for each of \\(n\\) classes.", "losses basics"),
    ("Why is the log-sum-exp shifted by the maximum?<br>Say what overflows.", "<div>Without the shift \\(e^{x}\\) overflows.</div><div>With it the largest term is 1.</div>", "numerics"),
    ("Name three regularisers.", "<ul><li>weight decay</li><li>dropout</li><li>early stopping</li></ul>", ""),
    ("Is x &lt; y when x &amp; y are NaN?", "No: every comparison is \"false\".", "numerics nan"),
    ("What\tdoes a tab do?", "It separates;\nfields with it are \"quoted\".", "format"),
]


def cloze(col):
    kind = col.models.by_name("Cloze")
    note = col.new_note(kind)
    note["Text"] = "Adam keeps a running mean of the {{c1::gradient}} and of its {{c2::square::power}}."
    note.tags = ["optimisers"]
    return note


def write(out):
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "c.anki2"))
        deck = col.decks.id("ML::Theory")
        basic = col.models.by_name("Basic")
        for front, back, tags in NOTES:
            note = col.new_note(basic)
            note["Front"], note["Back"], note.tags = front, back, tags.split()
            col.add_note(note, deck)
        col.add_note(cloze(col), deck)
        limit = ExportLimit(whole_collection=Empty())
        count = col.export_note_csv(out_path=str(Path(out).resolve()), limit=limit, with_html=True, with_tags=True, with_deck=True, with_notetype=True, with_guid=True)
        print(f"{count} notes written to {out}")
        col.close()


def read(path):
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "c.anki2"))
        metadata = col.get_csv_metadata(path=str(Path(path).resolve()), delimiter=None)
        result = col.import_csv(ImportCsvRequest(path=str(Path(path).resolve()), metadata=metadata))
        print(f"{len(result.log.new)} new notes of {result.log.found_notes} in decks {[deck.name for deck in col.decks.all_names_and_ids()]}")
        first = col.get_note(col.find_notes("")[0])
        print("first:", first.fields[0][:80], "|", first.fields[1][:80], "|", first.tags)
        col.close()


if __name__ == "__main__":
    {"export": write, "import": read}[sys.argv[1]](sys.argv[2])
