"""Everything that a test must not be able to do: each by its name, with how it ended.

It is run without a sandbox too, possibly by the machine's administrator: so nothing here changes anything
but the test's own files, and what would is aimed at nothing: there, every error but «not permitted» says
that it was let through.
"""

import sys

sys.modules.pop("ctypes", None)  # the attacker always has it

import ctypes
import os
import resource
import socket
import stat

libc = ctypes.CDLL(None, use_errno=True)
canary, outside, decoy = GIVEN["canary"], GIVEN["outside"], GIVEN["decoy"]


def call(number, *args):
    result = libc.syscall(number, *args)
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return result


def of_libc(name, *args):
    result = getattr(libc, name)(*args)
    if result < 0:
        raise OSError(ctypes.get_errno(), "")


def connect(family, address, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as one:
        one.settimeout(1)
        one.connect(address)


def send(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", address)


def bind():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))


def read(path):
    with open(path, "rb") as file:
        return file.read(1)


def write(path):
    with open(path, "ab") as file:
        file.write(b"x")


def let_through(attempt):
    """Whether a call passes that cannot succeed, for it is aimed at nothing."""

    def tried():
        try:
            attempt()
        except OSError as error:
            if error.errno in (1, 13, 38):
                raise

    return tried


def clone():
    if not call(56 if X86 else 220, 0x10000000 | 17, None, None, None, None):
        os._exit(0)


def shared_memory():
    one = libc.shmget(0, 4096, 0o1600)
    if one < 0:
        raise OSError(ctypes.get_errno(), "")
    libc.shmctl(one, 0, None)


def outside_only_where_files_are_guarded(path):
    def tried():
        if policy["rung"] < 2:
            raise OSError(1, "not tried: it would be done")
        write(path)

    return tried


def environ_of_supervisor():
    return read(f"/proc/{os.getppid()}/environ")


def memory_of_supervisor():
    with open(f"/proc/{os.getppid()}/mem", "r+b"):
        pass


X86 = os.uname().machine == "x86_64"
ATTEMPTS = {
    "read": lambda: read(canary),
    "list": lambda: os.listdir(os.path.dirname(canary)),
    "list home": lambda: os.listdir(GIVEN["home"]),
    "passwords": lambda: read("/etc/shadow"),
    "write": lambda: write(canary),
    "create": lambda: write(outside + "/made"),
    "create in /": outside_only_where_files_are_guarded("/made"),
    "create in /usr": outside_only_where_files_are_guarded("/usr/made"),
    "link": lambda: os.link(canary, "stolen"),
    "chmod": lambda: os.chmod(canary, 0o600),
    "chown": lambda: os.chown(canary, os.getuid(), os.getgid()),
    "utime": lambda: os.utime(canary),
    "xattr": lambda: os.setxattr(canary, "user.x", b"1"),
    "sysctl": lambda: os.close(os.open("/proc/sys/kernel/panic", os.O_WRONLY)),
    "tcp": lambda: connect(socket.AF_INET, ("127.0.0.1", GIVEN["tcp"])),
    "tcp bind": bind,
    "udp": lambda: send(("127.0.0.1", GIVEN["udp"])),
    "unix": lambda: connect(socket.AF_UNIX, GIVEN["socket"]),
    "abstract": lambda: connect(socket.AF_UNIX, "\0" + GIVEN["abstract"]),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0),
    "packet pair": lambda: socket.socketpair(socket.AF_INET),
    "ptrace": lambda: of_libc("ptrace", 0x4206, decoy, None, None),
    "ptrace supervisor": lambda: of_libc("ptrace", 0x4206, os.getppid(), None, None),
    "environ": lambda: read(f"/proc/{decoy}/environ"),
    "environ of supervisor": environ_of_supervisor,
    "memory of supervisor": memory_of_supervisor,
    "signal": lambda: os.kill(decoy, 0),
    "kill supervisor": lambda: os.kill(os.getppid(), 0),
    "interrupt supervisor": lambda: os.kill(os.getppid(), 2),
    "limits of another": lambda: resource.prlimit(decoy, resource.RLIMIT_CORE),
    "limits of supervisor": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU),
    "nice": lambda: os.setpriority(os.PRIO_PROCESS, decoy, 19),
    "processors": lambda: os.sched_setaffinity(decoy, {0}),
    "mount": let_through(lambda: of_libc("mount", b"tmpfs", b"/nowhere", b"tmpfs", 0, None)),
    "unmount": let_through(lambda: of_libc("umount2", b"/nowhere", 0)),
    "new namespaces": lambda: of_libc("unshare", 0x10000000),
    "new namespaces by clone": clone,
    "chroot": let_through(lambda: os.chroot("/nowhere")),
    "io_uring": let_through(lambda: call(425, 1, None)),
    "memfd": lambda: os.memfd_create("x"),
    "keys": let_through(lambda: call(250 if X86 else 219, 99)),
    "shared memory": shared_memory,
    "device": lambda: os.mknod("device", stat.S_IFCHR | 0o600, os.makedev(1, 5)),
    "terminal": lambda: os.close(os.open("/dev/tty", os.O_RDWR)),
    "rename": lambda: (os.rename(canary, canary + "2"), os.rename(canary + "2", canary)),
    "truncate": lambda: os.truncate(canary, 0),
    "empty": lambda: os.close(os.open(canary, os.O_RDONLY | os.O_TRUNC)),
    "remove": lambda: os.unlink(canary),
}


for name, attempt in ATTEMPTS.items():
    try:
        attempt()
        out[name] = "done"
    except (OSError, PermissionError) as error:
        out[name] = os.strerror(error.errno) if error.errno else repr(error)
