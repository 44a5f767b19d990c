"""Messages between the judge and its processes: a length (4 bytes, big-endian) and JSON, with descriptors."""

import json
import socket
import struct


def receive(control, fds=0):
    """Returns the next message and the descriptors that came with it; None at the end."""
    head, came = b"", []
    while len(head) < 4:
        if fds and not head:
            part, came, _, _ = socket.recv_fds(control, 4, fds)
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
        socket.send_fds(control, [head], fds)
        control.sendall(body)
    else:
        control.sendall(head + body)
