//! What Python is started with: the words it takes its modules by, and the modules.

pub(super) const MODULES: [(&str, &str); 14] = [
    (
        "hotseat_judge",
        include_str!("../../../assets/python/hotseat_judge.py"),
    ),
    (
        "hotseat_apart",
        include_str!("../../../assets/python/hotseat_apart.py"),
    ),
    (
        "hotseat_bench",
        include_str!("../../../assets/python/hotseat_bench.py"),
    ),
    (
        "hotseat_cell",
        include_str!("../../../assets/python/hotseat_cell.py"),
    ),
    (
        "hotseat_check",
        include_str!("../../../assets/python/hotseat_check.py"),
    ),
    (
        "hotseat_check_values",
        include_str!("../../../assets/python/hotseat_check_values.py"),
    ),
    (
        "hotseat_check_numpy",
        include_str!("../../../assets/python/hotseat_check_numpy.py"),
    ),
    (
        "hotseat_check_torch",
        include_str!("../../../assets/python/hotseat_check_torch.py"),
    ),
    (
        "hotseat_common",
        include_str!("../../../assets/python/hotseat_common.py"),
    ),
    (
        "hotseat_crew",
        include_str!("../../../assets/python/hotseat_crew.py"),
    ),
    (
        "hotseat_forbid",
        include_str!("../../../assets/python/hotseat_forbid.py"),
    ),
    (
        "hotseat_frames",
        include_str!("../../../assets/python/hotseat_frames.py"),
    ),
    (
        "hotseat_guard",
        include_str!("../../../assets/python/hotseat_guard.py"),
    ),
    (
        "hotseat_together",
        include_str!("../../../assets/python/hotseat_together.py"),
    ),
];

/// What Python is started with: it takes the rest from its socket. What it needs whatever it is told is imported
/// before, while that is still being found out, and so are the modules it is given. Collecting garbage between
/// imports finds none.
///
/// Where NumPy is among them, a thread loads its largest libraries meanwhile (`2` is `RTLD_NOW`, as Python loads
/// them itself): the loader needs nothing of the interpreter, which goes on. That thread has ended before anything
/// is forked.
pub(super) const BOOT: &str = "\
import gc
gc.disable()
import sys, _thread
def early():
    on, done = _thread.allocate_lock(), _thread.allocate_lock()
    def load():
        try:
            on.release()
            for n in names:
                dlopen(n.encode(), 2)
        finally:
            done.release()
    if 'numpy' in sys.argv and sys.platform == 'linux':
        try:
            from ctypes import CDLL
            from importlib.machinery import EXTENSION_SUFFIXES, PathFinder
            dlopen = CDLL(None).dlopen
            f = PathFinder.find_spec('numpy').origin.rpartition('/')[0]
            names = [f + k + '/_multiarray_umath' + EXTENSION_SUFFIXES[0] for k in ('/_core', '/core')]
            names.append(PathFinder.find_spec('_hashlib').origin)
            on.acquire()
            done.acquire()
            _thread.start_new_thread(load, ())
            on.acquire()
        except Exception:
            if done.locked(): done.release()
    return done
done = early()
import ast, json, marshal, random, resource, select, struct, typing, _signal, _socket
for n in ['ctypes'] + sys.argv[1:]:
    try:
        __import__(n)
    except Exception:
        pass
done.acquire()
c = _socket.socket(fileno=3)
def n(k):
    b = bytearray()
    while len(b) < k:
        p = c.recv(k - len(b))
        if not p: raise SystemExit
        b += p
    return b
m = json.loads(n(struct.unpack('>I', n(4))[0]).decode())
g = {'__name__': 'hotseat_judge', '__builtins__': dict(vars(__builtins__))}
if m['compiled']:
    k = marshal.loads(n(struct.unpack('>I', n(4))[0]))
else:
    k = {a: compile(b, '<%s>' % a, 'exec', dont_inherit=True) for a, b in m['modules']}
exec(k['hotseat_judge'], g)
w = g['Worker'](c, m, k)
del c, n, m, g, k, early, done
gc.enable()
w.serve()
";
