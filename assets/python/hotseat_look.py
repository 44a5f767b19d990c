"""Says where this interpreter's files are and what it can import, as lines of JSON on standard output.

    python -I -c <this> numpy torch         looks whether they are there
    python -I -c <this> +numpy              imports them, however long that takes

Kept to what Python 2.7 can read, so that an old interpreter says how old it is. Each line is written as soon
as it is known: where importing ends the process, the lines before it stand.
"""
import json
import os
import sys

# What stands in a line before its JSON: whatever starts with an interpreter may print as well.
MARK = "\nhotseat:"

# A file that holds a package together: where it is not there for this version of Python, the package is of
# another one, or half of it is gone.
CORES = {"numpy": ("_core/_multiarray_umath", "core/_multiarray_umath"), "torch": ("_C",)}


def say(answer):
    os.write(OUT, (MARK + json.dumps(answer) + "\n").encode("ascii"))


def text(path):
    """A path of any bytes as characters below 256."""
    return os.fsencode(path).decode("latin-1")


def mapped():
    """The folders of every library that is loaded, where the system tells."""
    try:
        with open("/proc/self/maps", "rb") as lines:
            files = {line.split(None, 5)[5].rstrip(b"\n") for line in lines if line.count(b"/")}
    except (OSError, IndexError):
        return set()
    return {os.fsdecode(os.path.dirname(name)) for name in files if b".so" in name}


def kind():
    """What code of this Python can be used by another: of the same name and magic number."""
    try:
        from importlib.util import MAGIC_NUMBER

        return "%s-%s" % (sys.implementation.cache_tag, MAGIC_NUMBER.hex())
    except Exception:
        return ""


def where():
    folders = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, os.path.dirname(os.__file__)}
    folders.update(os.path.abspath(name) for name in sys.path if name and os.path.exists(name))
    folders.update(mapped())
    return {
        "version": list(sys.version_info[:3]),
        "executable": text(sys.executable or ""),
        "tag": kind(),
        "path": [text(os.path.abspath(name)) for name in sys.path if name and os.path.isdir(name)],
        "reads": sorted(text(name) for name in folders),
    }


def version_beside(name, origin):
    """The version that the installed package's folder of records is named by: faster than asking for it."""
    folder = os.path.dirname(os.path.dirname(origin))
    for entry in sorted(os.listdir(folder), reverse=True):
        base, kind = os.path.splitext(entry)
        known, _, version = base.partition("-")
        if kind in (".dist-info", ".egg-info") and known.lower().replace("-", "_") == name:
            return version.partition("-py")[0]
    return ""


def whole(name, origin):
    import importlib.machinery

    folder = os.path.dirname(origin)
    endings = importlib.machinery.EXTENSION_SUFFIXES
    cores = CORES.get(name, ())
    return not cores or any(os.path.exists(os.path.join(folder, core + end)) for core in cores for end in endings)


def look(name):
    import importlib.util

    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return {"module": name, "state": "missing"}
    if spec.origin in ("built-in", "frozen"):
        return {"module": name, "state": "there", "version_of": ""}
    if not whole(name, spec.origin):
        return load(name)
    version = version_beside(name, spec.origin) if spec.submodule_search_locations else ""
    return {"module": name, "state": "there", "version_of": version}


def load(name):
    import importlib

    say({"module": name, "state": "importing"})
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name:
            return {"module": name, "state": "missing"}
        return {"module": name, "state": "broken", "why": told(error)}
    except BaseException as error:
        return {"module": name, "state": "broken", "why": told(error)}
    return {"module": name, "state": "there", "version_of": str(getattr(module, "__version__", "") or "")}


def told(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "%s: %s" % (type(error).__name__, lines[0][:300] if lines else "")


def main(wishes):
    if sys.version_info < (3, 9):
        say({"version": list(sys.version_info[:3])})
        return
    say(where())
    for wish in wishes:
        name = wish.lstrip("+")
        try:
            answer = load(name) if wish.startswith("+") else look(name)
        except BaseException as error:
            answer = {"module": name, "state": "broken", "why": told(error)}
        say(answer)
    # Where it is loaded from is known only now.
    say({"reads": sorted(text(name) for name in mapped())})


# What is imported may print: not among the lines.
OUT = os.dup(1)
os.dup2(2, 1)
main(sys.argv[1:])
