"""Shuts a run off from the machine, and a test from its run.

The worker calls prepare() once. For each run it forks and the fork calls open_run(); for each test that fork
(the run's supervisor) forks again and calls seal() before anything of the candidate is loaded. end_all() ends
what a test has left. Only the standard library is used, with ctypes for calls that Python does not make.

The policy comes from hotseat. Its fields: rung, landlock (version), filters (seccomp programs in hexadecimal
digits), scratch, processes, file_bytes, files, cpu_seconds, address_space.
"""

import os
import resource
import struct
import sys
import time
import _signal

# The judge takes the function away from answers later.
_set_handler = _signal.signal

try:
    import ctypes
except ImportError:  # Pythons built without libffi
    ctypes = None

WORK = "/sandbox"
SHARED = "/dev/shm"

_CLONE_NEWNS = 0x00020000
_CLONE_NEWUTS = 0x04000000
_CLONE_NEWIPC = 0x08000000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWPID = 0x20000000
_CLONE_NEWNET = 0x40000000
_NAMESPACES = _CLONE_NEWUSER | _CLONE_NEWPID | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS | _CLONE_NEWNS

_MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 2, 4, 8

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38

# The same numbers on every processor.
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT, _CLOSE_RANGE = 444, 445, 446, 436

_FS_EXECUTE, _FS_WRITE_FILE, _FS_READ_FILE, _FS_READ_DIR = 1, 2, 4, 8
_FS_MAKE_CHAR, _FS_MAKE_BLOCK = 1 << 6, 1 << 11
_FS_TRUNCATE, _FS_IOCTL_DEV = 1 << 14, 1 << 15
_FS_READ = _FS_EXECUTE | _FS_READ_FILE | _FS_READ_DIR
# Rights that a file can have; a rule for a file may name no others.
_FS_OF_FILE = _FS_EXECUTE | _FS_WRITE_FILE | _FS_READ_FILE | _FS_TRUNCATE | _FS_IOCTL_DEV

# What is read besides the interpreter where a run has no root of its own.
_SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/localtime",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
)

_libc = None
_filters = []
_no_rights = ()
_ruleset = None
_folder = None


def prepare(policy):
    """Readies what runs share, once, after the worker's imports. Returns whether that worked and, where it
    did not, in a sentence what this Python lacks."""
    global _libc, _no_rights, tempfile
    if policy["rung"] < 3:
        # Takes its time, and where a run has a file system of its own it needs no folder.
        import tempfile
    if not sys.platform.startswith("linux"):
        return {"ok": True, "lacks": ""}
    lacks = ""
    try:
        _libc = _load()
    except (OSError, AttributeError, TypeError) as error:
        lacks = f"This Python cannot call the C library, which shutting off a run needs: {error}."
        if ctypes is None:
            lacks = "This Python has no ctypes, which shutting off a run needs."
    if _libc is not None:
        # Version 3 of the kernel's structure, of this process, and no right in any of its sets.
        _no_rights = (ctypes.create_string_buffer(struct.pack("=II", 0x20080522, 0)), bytes(24))
        _filters[:] = [_program(digits) for digits in policy["filters"]]
        if policy["rung"] >= 1 and not _filters:
            lacks = "There is no filter of system calls for this machine."
    # Without any isolation nothing more can be lacking.
    if lacks and policy["rung"] >= 1:
        return {"ok": False, "lacks": lacks}
    return {"ok": True, "lacks": ""}


def open_run(policy):
    """Makes a run of this process, a fresh fork of the worker. Where a run has namespaces of its own it
    returns in a child of the caller, process 1 there; the caller itself waits for it and ends with its
    status. The working directory is an empty folder of the run. Raises OSError where it cannot be."""
    global _ruleset
    if policy["rung"] >= 3:
        _open_namespaces(policy)
    else:
        _open_folder(policy)
    # A signal that a test sends here must not become an exception in the supervisor.
    _set_handler(_signal.SIGINT, _signal.SIG_IGN)
    if policy["landlock"] and _libc is not None:
        _ruleset = _make_ruleset(policy)


def seal(policy, keep_fds):
    """Shuts this process, a fresh fork of the supervisor, off for good: from here on it reads what a run may
    read, writes its folder, and has the descriptors 0, 1, 2 and `keep_fds`. Raises OSError, with a word for
    what was refused, where a layer could not be put on: then nothing of the candidate may be run."""
    _set_handler(_signal.SIGINT, _signal.default_int_handler)
    try:
        os.setsid()
    except PermissionError:
        pass  # it leads a session of its own already
    if _libc is not None:
        _die_with_parent()
        _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
        if policy["rung"] >= 3:
            _drop_rights()
    _limit(policy)
    if _ruleset is not None:
        _check(_libc.syscall(_LANDLOCK_RESTRICT, _ruleset, 0), "landlock")
    _close_all_but(keep_fds)
    if _libc is not None:
        for _, program in _filters:
            _check(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0), "seccomp")


def end_all(policy, but=()):
    """Ends every other process of the run, all but those named, and reaps them. Returns how many were still at
    work. Called in the supervisor, which has waited for its tests before: it takes their exit statuses too."""
    own = os.getpid()
    _reap()
    if policy["rung"] >= 3 and not but:
        left = sum(1 for pid in _all_processes() if pid != own and _at_work(pid))
        while True:
            try:
                os.kill(-1, _signal.SIGKILL)
            except ProcessLookupError:
                pass
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return left
    left = 0
    for _ in range(2000):
        below = _all_processes() if policy["rung"] >= 3 else _descendants(own)
        below = [pid for pid in below if pid != own and pid not in but]
        left = max(left, sum(1 for pid in below if _at_work(pid)))
        # All are stopped before the first is ended, so that none forks meanwhile.
        for number in (_signal.SIGSTOP, _signal.SIGKILL):
            for pid in below:
                try:
                    os.kill(pid, number)
                except OSError:
                    pass
        # A look at a tree may miss what moves in it: only having no child left says that it is over.
        if _reap() or (but and not below):
            break
        time.sleep(0.0005)
    return left


# Namespaces and folders


def _open_namespaces(policy):
    if _libc is None:
        raise OSError("a run cannot be shut off: prepare() has said why")
    user, group = os.getuid(), os.getgid()
    reader, writer = os.pipe()
    _check(_libc.unshare(_NAMESPACES), "unshare")
    _put("/proc/self/setgroups", "deny")
    _put("/proc/self/uid_map", f"{user} {user} 1")
    _put("/proc/self/gid_map", f"{group} {group} 1")
    first = os.fork()
    if first:
        _wait_and_end(first, writer)
    os.close(writer)
    _die_with_parent()
    # The parent may have ended before it was tied to; then its end of the pipe is closed.
    os.set_blocking(reader, False)
    try:
        os.read(reader, 1)
        os._exit(1)
    except BlockingIOError:
        os.close(reader)
    quiet = _MS_NOSUID | _MS_NODEV
    size, files = policy["file_bytes"], policy["files"]
    _mount(b"tmpfs", WORK, quiet, f"size={size},nr_inodes={files},mode=0700")
    _mount(b"tmpfs", SHARED, quiet, "size=32m,nr_inodes=1024,mode=1777")
    _mount(b"proc", "/proc", quiet | _MS_NOEXEC, "")
    os.setsid()
    os.chdir(WORK)


def _wait_and_end(first, writer):
    """The process between the worker and its run: waits and passes the status on."""
    try:
        _close_all_but([writer])
        _, status = os.waitpid(first, 0)
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    except BaseException:
        code = 1
    os._exit(code)


def _open_folder(policy):
    global _folder
    try:
        os.setsid()
    except PermissionError:
        pass
    if _libc is not None:
        _check(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "subreaper")
        _die_with_parent()
    # The launcher removes it by this name once the process is gone.
    _folder = tempfile.mkdtemp(prefix=f"run-{os.getpid()}-", dir=policy["scratch"])
    os.chdir(_folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = _folder
    tempfile.tempdir = None


def _mount(kind, target, flags, options):
    _check(_libc.mount(kind, os.fsencode(target), kind, flags, options.encode()), f"mount {target}")


def _put(path, text):
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


# Layers


def _make_ruleset(policy):
    """Returns the descriptor of a Landlock ruleset: reads what the run has, writes only its folder."""
    version = policy["landlock"]
    rights = (1 << 13) - 1
    for since, right in ((2, 1 << 13), (3, _FS_TRUNCATE), (5, _FS_IOCTL_DEV)):
        if version >= since:
            rights |= right
    attributes = struct.pack("=QQQ", rights, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _libc.syscall(_LANDLOCK_CREATE, attributes, size, 0)
    _check(ruleset, "landlock ruleset")
    written = rights & ~(_FS_MAKE_CHAR | _FS_MAKE_BLOCK | _FS_IOCTL_DEV)
    if policy["rung"] >= 3:
        rules = [("/", _FS_READ), (WORK, written), (SHARED, written), ("/dev/null", _FS_WRITE_FILE)]
    else:
        read = list(_SYSTEM) + [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix] + sys.path
        rules = [(path, _FS_READ) for path in dict.fromkeys(read) if path]
        # Not the shared memory: it is the machine's, and others keep theirs there.
        rules += [(_folder, written), ("/dev/null", _FS_WRITE_FILE)]
    for path, allowed in rules:
        _add_rule(ruleset, path, allowed & rights)
    return ruleset


def _add_rule(ruleset, path, allowed):
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not on this machine: nothing to allow
    try:
        if not os.path.isdir(path):
            allowed &= _FS_OF_FILE
        rule = struct.pack("=Qi", allowed, descriptor)
        _check(_libc.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0), f"landlock {path}")
    finally:
        os.close(descriptor)


def _limit(policy):
    most = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: policy["file_bytes"],
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CPU: policy["cpu_seconds"],
    }
    if policy["rung"] >= 3 and policy["processes"]:
        most[resource.RLIMIT_NPROC] = policy["processes"]
    if policy["address_space"]:
        most[resource.RLIMIT_AS] = policy["address_space"]
    for which, limit in most.items():
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(which, (limit, limit))


def _drop_rights():
    _check(_libc.capset(*_no_rights), "capset")


def _die_with_parent():
    _check(_libc.prctl(_PR_SET_PDEATHSIG, _signal.SIGKILL, 0, 0, 0), "pdeathsig")


def _close_all_but(keep):
    start = 3
    for kept in sorted(set(keep)):
        if kept >= start:
            _close_between(start, kept)
            start = kept + 1
    _close_between(start, None)


def _close_between(start, end):
    """Closes the descriptors from `start` to before `end`."""
    if end is not None and end <= start:
        return
    if _libc is not None:
        last = 0x7FFFFFFF if end is None else end - 1
        if _libc.syscall(_CLOSE_RANGE, start, last, 0) == 0:
            return
    os.closerange(start, 65536 if end is None else end)


# Processes


def _reap():
    """Waits for what has ended. Returns whether no child is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def _all_processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _status(pid):
    """Returns a process's state and its parent."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # The name stands in parentheses and may hold any letters.
            fields = file.read().rpartition(b") ")[2].split()
        return fields[0], int(fields[1])
    except (OSError, IndexError):
        return b"X", 0


def _at_work(pid):
    return _status(pid)[0] not in (b"Z", b"X")


def _children(pid):
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += [int(child) for child in file.read().split()]
    except FileNotFoundError:
        if os.path.exists(f"/proc/{pid}/stat") and not os.path.exists(f"/proc/{pid}/task/{pid}/children"):
            return [child for child in _all_processes() if _status(child)[1] == pid]
    except OSError:
        pass
    return found


def _descendants(pid):
    found = _children(pid)
    for one in found:
        found += [child for child in _children(one) if child not in found]
    return found


# The C library


def _load():
    if ctypes is None:
        raise OSError("no ctypes")
    libc = ctypes.CDLL(None, use_errno=True)
    for name in ("unshare", "prctl", "mount", "capset", "syscall"):
        getattr(libc, name).restype = ctypes.c_int
    libc.syscall.restype = ctypes.c_long
    long = ctypes.c_ulong
    libc.prctl.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    libc.mount.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, long, ctypes.c_char_p)
    libc.unshare.argtypes = (ctypes.c_int,)
    return libc


def _program(digits):
    """Returns a seccomp program as the kernel takes it, and what holds its bytes."""

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]

    steps = bytes.fromhex(digits)
    held = ctypes.create_string_buffer(steps, len(steps))
    return held, Program(len(steps) // 8, ctypes.addressof(held))


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
