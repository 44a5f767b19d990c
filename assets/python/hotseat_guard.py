"""What stands between an answer and the tests that share its process.

Everything here is set up before an answer is loaded and relies on nothing an answer can reach by name:
functions of the standard library are kept as they were, tests see builtins of their own.
"""

import builtins
import importlib
import sys
import types
import _signal
import _thread

# Modules whose names decide about passing. What is added to them later is theirs; what is replaced is noticed.
WATCHED = (
    "builtins", "math", "operator", "time", "sys", "os", "types", "contextlib", "unittest", "importlib",
    "numpy", "numpy.linalg", "numpy.random", "numpy.testing", "numpy.core.numeric", "numpy._core.numeric",
    "numpy.core.fromnumeric", "numpy._core.fromnumeric", "numpy.core._methods", "numpy._core._methods",
    "torch", "torch.autograd", "torch.autograd.gradcheck", "torch.autograd.functional", "torch.nn",
    "torch.nn.functional", "torch.testing", "torch.linalg",
)
# Of `sys` and `os` only what is no state.
STATE = {"sys": {"stdout", "stderr", "stdin", "argv", "path", "last_type", "last_value", "last_traceback",
                 "last_exc", "exc_info", "ps1", "ps2", "flags", "modules", "meta_path", "path_importer_cache",
                 "path_hooks", "dont_write_bytecode", "tracebacklimit", "unraisablehook", "excepthook",
                 "displayhook"},
         "os": {"environ", "environb"}}
# What functions that tests use rest on.
INNER = ("__import__", "__build_class__", "AssertionError", "Exception", "isinstance", "len", "abs", "float", "range",
         "_wrapreduction", "_wrapfunc", "asarray", "asanyarray", "array", "_sum", "_mean", "_amax", "_amin",
         "perf_counter", "thread_time", "__eq__", "__ne__", "allclose", "isclose", "modules")
CLASSES = (("torch", "Tensor"), ("torch.nn", "Module"), ("torch.nn", "Parameter"))

# The functions of these modules that look at frames (to name what is defined, to show a traceback) may.
MAY_LOOK = ("collections", "typing", "enum", "dataclasses", "warnings", "logging", "abc", "functools", "types",
            "contextlib", "random", "typing_extensions", "traceback")
# Those of them that are brought in for it: people use them without a second thought.
FIRST = ("abc", "collections", "contextlib", "dataclasses", "enum", "functools", "random", "traceback", "types",
         "typing", "warnings")
# Of these, some functions give the frame to whoever calls them: their own callers alone may have it.
HANDS_OUT = {"logging", "traceback", "inspect"}
# What a function does lies in these.
CODE = ("__code__", "__defaults__", "__kwdefaults__")
ANSWER = "answer.py"
LOOKING = ("tb_frame", "gi_frame", "cr_frame", "ag_frame")
REFUSED = {"gc.get_objects", "gc.get_referrers", "gc.get_referents", "sys._current_frames",
           "sys._current_exceptions", "sys.settrace", "sys.setprofile", "sys.addaudithook",
           "sys.monitoring.register_callback", "sys.remote_exec"}


class Refused(RuntimeError):
    """An answer tried to look at, or to change, what it is tested by."""


def _no_handlers(*_, **__):
    raise Refused("signal handlers are not available to an answer")


def _no_kernels(make):
    """A library of operators can put a function in the place of a kernel of PyTorch: every comparison, even one that
    was kept, would then be an answer's. PyTorch itself makes some when parts of it are first used, of shapes alone."""
    def library(kind, name, key="", *rest):
        if kind == "IMPL" and name == "aten" and key != "Meta":
            raise Refused("kernels of PyTorch are not available to an answer")
        return make(kind, name, key, *rest)
    return library


class Guard:
    """Made once, after everything needed is imported and before any answer."""

    def __init__(self):
        self.kept = []
        for name in WATCHED:
            module = sys.modules.get(name)
            if module is not None:
                skip = STATE.get(name, ())
                self.kept.append((name, vars(module), {k: v for k, v in vars(module).items() if k not in skip}))
        for module, name in CLASSES:
            holder = sys.modules.get(module)
            found = getattr(holder, name, None) if holder is not None else None
            if found is not None:
                self.kept.append((f"{module}.{name}", vars(found), dict(vars(found))))
        self.path = list(sys.meta_path), list(sys.path_hooks)
        self.import_module = builtins.__import__
        _signal.signal = _no_handlers  # A handler is handed the frame it interrupts.
        if "torch" in sys.modules:
            inner = sys.modules["torch"]._C
            inner._dispatch_library = _no_kernels(inner._dispatch_library)

    def narrow(self, code):
        """Keeps an eye on what these tests mention, for a run. To look at everything would copy each page it
        lies on into the fork of every test, which takes longer than most tests do."""
        names = set()

        def walk(code):
            names.update(code.co_names)
            for inner in code.co_consts:
                if isinstance(inner, types.CodeType):
                    walk(inner)

        walk(code)
        self.names = frozenset(names)
        self.watched = [(f"{name}.{key}", now, key, before[key])
                        for name, now, before in self.kept for key in names.union(INNER) if key in before]

    def changed(self):
        """Returns the dotted name of something that is not what it was, or None."""
        for name, now, key, value in self.watched:
            if now.get(key) is not value:
                return name
        if self.path != (sys.meta_path, sys.path_hooks):
            return "the import system"
        return None

    def builtins_for(self, modules):
        """Returns builtins for the tests alone: what an answer does to its own changes nothing there.

        `modules` are the modules, by name, that only tests may import.
        """
        original = self.import_module

        def import_(name, globals=None, locals=None, fromlist=(), level=0):
            found = modules.get(name) if not level else None
            return found if found is not None else original(name, globals, locals, fromlist, level)

        own = dict(vars(builtins))
        own["__import__"] = import_
        return own


def _codes(names, modules=MAY_LOOK):
    """Returns the code objects of the modules that mention one of the names, all where there are none: by its id, the
    id of the globals it runs with there. With others it is somebody else's function."""
    found, seen = {}, set()

    def walk(code, within):
        if code in seen:
            return
        seen.add(code)
        if names is None or any(name in code.co_names for name in names):
            found[id(code)] = id(within)
            kept.append(code)
        for inner in code.co_consts:
            if isinstance(inner, types.CodeType):
                walk(inner, within)

    kept = []  # Keeps them alive, so that an id stays one object's.
    for name in modules:
        holder = sys.modules.get(name)
        if type(holder) is types.ModuleType:
            for value in list(vars(holder).values()):
                members = list(vars(value).values()) if isinstance(value, type) else [value]
                for member in members:
                    # By exact types: asking an unknown object for an attribute may run anything.
                    if type(member) in (staticmethod, classmethod):
                        member = member.__func__
                    elif type(member) is property:
                        member = member.fget
                    if type(member) is types.FunctionType:
                        walk(member.__code__, vars(holder))
    return found, kept


def its_own(function):
    """Returns whether a function is the answer's, or one that the standard library makes for it from text."""
    if type(function) is not types.FunctionType:
        return False
    file = function.__code__.co_filename
    return file == ANSWER or file.startswith("<string")


class Watch:
    """Refuses, from `begin` on, what lets an answer read frames, objects or memory that are not its own.

    An audit hook cannot be taken out again; `off` is for the judge alone.
    """

    def __init__(self):
        for name in FIRST:
            importlib.import_module(name)
        self.frames, self.kept = _codes(("_getframe", "_getframemodulename"))
        self.traces, kept = _codes(LOOKING)
        # The callers that keep a frame to themselves.
        self.names, more = _codes(("currentframe", "walk_stack"))
        self.showing, others = _codes(None, ("traceback",))
        kept += more + others
        self.kept += kept
        # PyTorch looks at frames in many places; where it is, a code object that claims to be its is believed.
        torch = sys.modules.get("torch")
        self.torch = torch.__file__.rpartition("/")[0] + "/" if torch is not None else None

    def begin(self):
        names, showing = self.names, self.showing
        on, inside, frames, traces, torch = [True], set(), self.frames, self.traces, self.torch
        getframe, ident = sys._getframe, _thread.get_ident

        def known(frame, codes):
            return frame is not None and codes.get(id(frame.f_code)) == id(frame.f_globals)

        def of_torch(frame):
            return torch is not None and frame is not None and frame.f_code.co_filename.startswith(torch)

        def look(event, args):
            caller = getframe(2)
            above = caller.f_back
            if event == "object.__getattr__":
                return known(caller, traces) and known(above, showing)
            if caller.f_globals.get("__name__") in HANDS_OUT:
                # PyTorch keeps the text of a traceback where it puts a call off, as it does in manual_seed.
                return known(caller, frames) and (known(above, names) or of_torch(above))
            return known(caller, frames) or of_torch(caller)

        def hook(event, args):
            if not on[0]:
                return
            if event in REFUSED or event.startswith("ctypes."):
                raise Refused(f"{event} is not available to an answer")
            if event == "object.__setattr__" or event == "object.__delattr__":
                if len(args) > 1 and args[1] in CODE and not its_own(args[0]):
                    raise Refused(f"{args[1]} of other functions is not available to an answer")
                return
            if event == "object.__getattr__":
                if len(args) < 2 or args[1] not in LOOKING:
                    return
            elif event == "open":
                path = args[0]
                if type(path) is str and path.startswith("/proc/") and path.endswith(("/mem", "/maps", "/environ")):
                    raise Refused(f"{path} is not available to an answer")
                return
            elif event != "sys._getframe" and event != "sys._getframemodulename":
                return
            # Looking at the caller is itself an event.
            me = ident()
            if me in inside:
                return
            inside.add(me)
            try:
                allowed = look(event, args)
            finally:
                inside.discard(me)
            if not allowed:
                raise Refused("stack frames are not available to an answer")

        sys.addaudithook(hook)

        def switch(now):
            on[0] = now
        return switch


def module(name, source_file, doc=None):
    made = types.ModuleType(name, doc)
    made.__file__ = source_file
    return made
