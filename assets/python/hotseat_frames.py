"""Messages between the judge and its processes: a length (4 bytes, big-endian) and JSON, with descriptors.

Sockets are those of `_socket`: `socket` makes an enumeration of every constant first, which the first run of a
question would wait for.
"""

import json
import struct
import _socket


# How descriptors travel.
_RIGHTS = _socket.SOL_SOCKET, _socket.SCM_RIGHTS


def receive(control, fds=0):
    """Returns the next message and the descriptors that came with it; None at the end."""
    head, came = b"", []
    while len(head) < 4:
        if fds and not head:
            part, more, _, _ = control.recvmsg(4, _socket.CMSG_LEN(4 * fds))
            for level, kind, data in more:
                if (level, kind) == _RIGHTS:
                    came += struct.unpack(f"{len(data) // 4}i", data[:len(data) // 4 * 4])
        else:
            part = control.recv(4 - len(head))
        if not part:
            return None, came
        head += part
    (length,), body = struct.unpack(">I", head), bytearray()
    while len(body) < length:
        part = control.recv(min(1 << 20, length - len(body)))
        if not part:
            return None, came
        body += part
    return json.loads(body.decode()), came


def send(control, message, fds=()):
    body = json.dumps(message).encode()
    head = struct.pack(">I", len(body))
    if fds:
        control.sendmsg([head], [(*_RIGHTS, struct.pack(f"{len(fds)}i", *fds))])
        control.sendall(body)
    else:
        control.sendall(head + body)
