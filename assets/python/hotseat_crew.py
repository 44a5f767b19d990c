"""Processes that stand ready before a run is known: shut off already, warm, with nothing of an answer in them.

The supervisor of the next run forks them while nothing is asked for, so that a run waits neither for the fork
nor for the layers it is shut in by, nor for the pages that a fresh fork has to copy. Each is told its part over
a socket of its own: to hold the tests, to hold the answer, or to hold both.
"""

import os
import _socket

from hotseat_common import own_streams
from hotseat_frames import receive, send


class Crew:
    def __init__(self, worker, parts):
        self.worker, self.parts, self.free, self.sealed, self.forget = worker, parts, [], set(), None

    def more(self, hurry=True):
        """Forks one more, and has it warm up where nobody waits for it."""
        ours, theirs = _socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                ours.close()
                if self.forget is not None:
                    # What vouches for a record of the run, and what the answer is measured by, is not for this process.
                    self.forget()
                stand(self.worker, theirs, self.parts, hurry)
            finally:
                os._exit(70)
        theirs.close()
        self.free.append((pid, ours))

    def wait(self):
        """Waits until all of them are shut off and warm. Raises OSError where one could not be shut off."""
        for pid, link in self.free:
            self.wait_for(pid, link)

    def wait_for(self, pid, link):
        if pid in self.sealed:
            return
        try:
            told, _ = receive(link)
        except ConnectionResetError:
            told = None
        if told is None or not told["sealed"]:
            raise OSError(told["why"] if told else "a process of the run ended before it was shut off")
        self.sealed.add(pid)

    def is_ready(self):
        """Whether the one whose turn is next is known to be shut off."""
        return bool(self.free) and self.free[0][0] in self.sealed

    def pids(self):
        return [pid for pid, _ in self.free]

    def take(self, part, message, output):
        """Gives one its part, with the descriptor it prints to; returns its pid and our end of its socket."""
        if not self.free:
            self.more()
        # The others may still be at it.
        self.wait_for(*self.free[0])
        pid, link = self.free.pop(0)
        send(link, {"part": part, **message}, [output])
        return pid, link


def stand(worker, link, parts, hurry):
    """In the fork: shuts itself off, warms up and waits for its part. Never returns."""
    try:
        own_streams()
        worker.cell.seal(worker.policy, [0, 1, 2, link.fileno()])
        if not hurry:
            worker.touch()
        told = {"sealed": True}
    except BaseException as error:
        told = {"sealed": False, "why": f"{type(error).__name__}: {error}"}
    send(link, told)
    message, fds = receive(link, 1)
    if message is None or not fds:
        os._exit(0)
    os.dup2(fds[0], 1)
    os.dup2(fds[0], 2)
    os.close(fds[0])
    parts[message.pop("part")](worker, link, message)
