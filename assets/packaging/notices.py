#!/usr/bin/env python3
"""Prints the licences of every library in the binary, with their texts: most of them ask that their text goes
with it. Reads what cargo has fetched; fetches nothing itself.

    python3 assets/packaging/notices.py > NOTICES
"""
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = re.compile(r"^(LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|UNLICENSE)", re.IGNORECASE)


def cargo(*words):
    done = subprocess.run(["cargo", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def main():
    host = re.search(r"host: (\S+)", subprocess.run(
        ["rustc", "-vV"], stdout=subprocess.PIPE, text=True, check=True).stdout).group(1)
    tree = cargo("tree", "--locked", "--edges", "normal", "--target", host, "--prefix", "none", "--format", "{p}")
    wanted = {tuple(line.split()[:2]) for line in tree.splitlines() if line.strip()}
    metadata = json.loads(cargo("metadata", "--locked", "--format-version", "1", "--filter-platform", host))
    packages = [p for p in metadata["packages"] if (p["name"], "v" + p["version"]) in wanted and p["source"]]
    if len(packages) + 1 < len(wanted):
        sys.exit(f"cargo tree names {len(wanted)} crates, cargo metadata knows {len(packages)} of them")
    said = {}
    print("hotseat is built from these libraries. Where a licence offers a choice, MIT is taken where it is offered.")
    for package in sorted(packages, key=lambda p: (p["name"], p["version"])):
        folder = Path(package["manifest_path"]).parent
        texts = sorted(p for p in folder.iterdir() if p.is_file() and TEXTS.match(p.name))
        print(f"\n{'=' * 80}\n{package['name']} {package['version']}: {package['license']}")
        if package["repository"]:
            print(package["repository"])
        if not texts:
            print("It comes without a text; by " + (", ".join(package["authors"]) or "its contributors") + ".")
        for path in texts:
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            if text in said:
                print(f"{path.name}: the same text as that of {said[text]}.")
            else:
                said[text] = f"{package['name']} ({path.name})"
                print(f"\n{path.name}:\n\n{text}")


if __name__ == "__main__":
    main()
