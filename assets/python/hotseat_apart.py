"""The answer in a process of its own: tests call its functions over a socket, and plain data goes to and fro.

Nothing that an answer does to its interpreter reaches the tests then. `Far` is what tests have for the answer;
`near` serves it beside the answer. What comes from there is only data: numbers, texts, lists, tuples, dicts,
sets and arrays of exactly these types. Anything else stays there and is held by a `Handle`, which may be handed
back. Arguments keep their layout in memory, and what a call changes in them is changed here too; so is a result
that the answer keeps a hold of and changes in a later call. Functions and generators of random numbers among the
arguments work: a call of one is a call back.

A message is two lengths (4 and 8 bytes, big-endian), JSON, and the bytes of the arrays in it.
"""

import json
import select
import struct
import sys
import time
from operator import is_
from types import BuiltinFunctionType, FunctionType, MethodType

LONGEST = 1 << 30
PIECE = 1 << 16
SHORT = 1 << 63
PLAIN = (type(None), bool, int, float, str)
CALLABLE = (FunctionType, BuiltinFunctionType, MethodType, type)


class Gone(BaseException):
    """The other side ended in the middle of a call. Not for tests to catch: it is no way to refuse an input."""


class OutOfTime(BaseException):
    """The answer took longer than its limit. Not for tests to catch either."""


class NotPlain(TypeError):
    """A value that cannot be handed to a process apart."""


class Handle:
    """Something of the answer's that is no plain data."""

    def __init__(self, number, kind):
        self.number, self.kind = number, kind

    def __repr__(self):
        return f"<{self.kind}>"


def handle(number, kind):
    # Named as there, so that messages about its type are true.
    return type(kind, (Handle,), {})(number, kind)


# -------------------------------------------------------------------------------------------------- values
class Packing:
    """Turns values into JSON and bytes. `keep` gives a number to what is no data, or refuses it."""

    def __init__(self, keep):
        self.keep, self.buffers, self.seen, self.mutable = keep, [], {}, []
        self.numpy = sys.modules.get("numpy")

    def pack(self, value):
        kind = type(value)
        if kind in PLAIN:
            # Very long numbers have no text by default.
            if kind is int and value.bit_length() > 12_000:
                return ["x", hex(value)]
            return ["v", value]
        if kind is tuple:
            return ["t", [self.pack(item) for item in value]]
        if kind in (list, dict) or self.is_array(value):
            if id(value) in self.seen:
                return ["m", self.seen[id(value)]]
            number = self.seen[id(value)] = len(self.mutable)
            self.mutable.append(value)
            if kind is list:
                kinds = set(map(type, value))
                if kinds == {str} or kinds == {float} or kinds == {int} and -SHORT < min(value) and max(value) < SHORT:
                    return ["p", number, value[:]]  # A copy, so that `Held` counts who else has it.
                return ["l", number, [self.pack(item) for item in value]]
            if kind is dict:
                return ["d", number, [[self.pack(key), self.pack(item)] for key, item in value.items()]]
            return ["a", number, *self.array(value)]
        if kind in (set, frozenset):
            return ["s" if kind is set else "z", [self.pack(item) for item in value]]
        if kind is complex:
            return ["c", value.real, value.imag]
        if kind is bytes:
            return ["b", value.hex()]
        if self.numpy is not None:
            if isinstance(value, self.numpy.generic) and kind.__module__ == "numpy" and kind is not self.numpy.void:
                return ["g", value.dtype.str, value.tobytes().hex()]
            if kind is self.numpy.dtype or isinstance(value, self.numpy.dtype):
                return ["y", value.str]
            if isinstance(value, type) and issubclass(value, self.numpy.generic):
                return ["n", value.__name__]
        return self.keep(value)

    def is_array(self, value):
        return self.numpy is not None and type(value) is self.numpy.ndarray and value.dtype.kind in "biufcSU"

    def array(self, value):
        """Packs an array with its layout: the bytes from its first to its last, and the strides among them."""
        if value.flags.c_contiguous:
            self.buffers.append(value.tobytes())
            return value.dtype.str, value.shape, None, 0, bool(value.flags.writeable)
        if value.size == 0:
            self.buffers.append(b"")
            return value.dtype.str, value.shape, None, 0, bool(value.flags.writeable)
        reach = [(count - 1) * stride for count, stride in zip(value.shape, value.strides)]
        low = sum(step for step in reach if step < 0)
        high = sum(step for step in reach if step > 0) + value.itemsize
        room = self.numpy.zeros(high - low, self.numpy.uint8)
        laid = self.numpy.ndarray(value.shape, value.dtype, room, -low, value.strides)
        laid[...] = value
        self.buffers.append(room.tobytes())
        return value.dtype.str, value.shape, value.strides, -low, bool(value.flags.writeable)


class Unpacking:
    """Makes values of JSON and bytes. `numbers` has, for each that can be changed, its number if both sides hold it;
    `held` has those that are here, which are filled anew and stay the same thing."""

    def __init__(self, buffers, take, numbers=(), held=None):
        self.buffers, self.take, self.mutable = iter(buffers), take, []
        self.numbers, self.held = numbers, held
        self.numpy = sys.modules.get("numpy")

    def same_thing(self, made):
        """Returns what is held in the place of something just made, filled alike; puts it in its place."""
        at = len(self.mutable)
        number = self.numbers[at] if at < len(self.numbers) else None
        if number is not None:
            here = self.held.get(number)
            if type(here) is type(made) and (type(made) in (list, dict) or here.shape == made.shape
                                             and here.dtype == made.dtype and here.flags.writeable):
                change(here, made)
                made = here
            else:
                self.held[number] = made
        self.mutable.append(made)
        return made

    def unpack(self, tree):
        kind, *rest = tree
        if kind == "v":
            return rest[0]
        if kind == "t":
            return tuple([self.unpack(item) for item in rest[0]])
        if kind == "m":
            return self.mutable[rest[0]]
        if kind == "l":
            made = self.same_thing([])
            made.extend([self.unpack(item) for item in rest[1]])
            return made
        if kind == "p":
            return self.same_thing(rest[1])
        if kind == "d":
            made = self.same_thing({})
            for key, item in rest[1]:
                made[self.unpack(key)] = self.unpack(item)
            return made
        if kind == "a":
            return self.array(*rest[1:])
        if kind in "sz":
            return (set if kind == "s" else frozenset)([self.unpack(item) for item in rest[0]])
        if kind == "x":
            return int(rest[0], 16)
        if kind == "c":
            return complex(rest[0], rest[1])
        if kind == "b":
            return bytes.fromhex(rest[0])
        if kind == "g":
            return self.numpy.frombuffer(bytes.fromhex(rest[1]), self.numpy.dtype(rest[0]))[0]
        if kind == "y":
            return self.numpy.dtype(rest[0])
        if kind == "n":
            return getattr(self.numpy, rest[0])
        return self.take(kind, rest)

    def array(self, dtype, shape, strides, offset, writeable):
        dtype, room = self.numpy.dtype(dtype), bytearray(next(self.buffers))
        if dtype.kind not in "biufcSU":
            raise ValueError("an array of objects")
        if strides is None:
            made = self.numpy.frombuffer(room, dtype).reshape(shape) if room else self.numpy.zeros(shape, dtype)
        else:
            # Checked by NumPy to lie within the bytes there are.
            made = self.numpy.ndarray(tuple(shape), dtype, room, offset, tuple(strides))
        made.flags.writeable = writeable
        return self.same_thing(made)


# ------------------------------------------------------------------------------------------------ messages
class Line:
    """One end of the socket. `wait` is called where a read or a write would block, and may raise."""

    def __init__(self, link, wait=None):
        self.link, self.wait, self.rest = link, wait, b""

    def send(self, message, buffers=()):
        message["sizes"] = [len(one) for one in buffers]
        body = json.dumps(message).encode()
        whole = b"".join([struct.pack(">IQ", len(body), sum(message["sizes"])), body, *buffers])
        try:
            if self.wait is None:
                self.link.sendall(whole)
                return
            sent = self.put(whole)
            if sent < len(whole):
                view = memoryview(whole)[sent:]
                while view:
                    self.wait(True)
                    view = view[self.put(view):]
        except (BrokenPipeError, ConnectionResetError):
            raise Gone from None

    def put(self, data):
        try:
            return self.link.send(data)
        except BlockingIOError:
            return 0

    def receive(self):
        # What is short comes whole in one piece; more of it than one message is kept for the next.
        got = self.rest or self.piece(PIECE)
        while len(got) < 12:
            got += self.piece(PIECE)
        body, more = struct.unpack_from(">IQ", got)
        if body > LONGEST or more > LONGEST:
            raise Gone
        whole = 12 + body + more
        if len(got) < whole:
            got = bytearray(got)
            while len(got) < whole:
                got += self.piece(whole - len(got))
        self.rest = bytes(got[whole:])
        message = json.loads(bytes(got[12:12 + body]).decode())
        sizes = message["sizes"]
        if sum(sizes) != more or any(type(size) is not int or size < 0 for size in sizes):
            raise Gone
        buffers, at = [], 12 + body
        for size in sizes:
            buffers.append(got[at:at + size])
            at += size
        return message, buffers

    def piece(self, most):
        if self.wait is not None:
            self.wait(False)
        try:
            part = self.link.recv(min(most, 1 << 20))
        except ConnectionResetError:
            part = b""
        if not part:
            raise Gone
        return part


# ------------------------------------------------------------------------------------------ beside the tests
class Far:
    """The answer's module as tests see it: the functions named, and nothing else. It is connected to the process
    of the answer, and to another one where that had to be ended."""

    def __init__(self, names):
        self.__dict__.update(_names=names, _used=0.0, _cpu=None, _callables={}, _line=None, _held={})

    def _connect(self, link, seconds, cpu):
        link.setblocking(False)
        since = self.__dict__["_since"] = [time.monotonic(), cpu()]
        to_read, to_write_too, clock = select.poll(), select.poll(), time.monotonic
        to_read.register(link, select.POLLIN)
        to_write_too.register(link, select.POLLOUT)

        def wait(to_write):
            poll = to_write_too if to_write else to_read
            begun, spent = since
            while True:
                passed = clock() - begun
                if passed <= seconds / 2:
                    # Most calls end here, before anything has to be looked at.
                    if poll.poll(int(1e3 * (seconds / 2 - passed)) + 1):
                        return
                    continue
                if passed > 3 * seconds + 1:
                    raise OutOfTime(f"stopped after {3 * seconds + 1:g} s")
                if cpu() - spent > seconds:
                    raise OutOfTime(f"stopped at the limit of {seconds:g} s of CPU time")
                if poll.poll(20):
                    return

        self.__dict__.update(_line=Line(link, wait), _cpu=cpu, _callables={}, _held={})

    def _again(self):
        """Begins the limits anew, for one more test with the same process."""
        self._since[:] = time.monotonic(), self._cpu()
        return {}

    def _cpu_used(self):
        """Returns the CPU seconds of all calls so far, as the system tells them."""
        return self._used

    def __getattr__(self, name):
        if name not in self._names:
            raise AttributeError(f"module 'answer' has no attribute {name!r}")

        def call(*args, **kwargs):
            return self._call(name, args, kwargs)
        call.__name__ = call.__qualname__ = name
        return call

    def _keep(self, value):
        if isinstance(value, Handle):
            return ["h", value.number]
        numpy = sys.modules.get("numpy")
        if numpy is not None and type(value) is numpy.random.Generator:
            number = len(self._callables)
            self._callables[number] = value
            return ["r", number, type(value.bit_generator).__name__, value.bit_generator.state]
        if isinstance(value, CALLABLE):
            number = len(self._callables)
            self._callables[number] = value
            return ["k", number]
        raise NotPlain(f"the judge cannot hand a {type(value).__name__} to the answer")

    def _take(self, kind, rest):
        if kind == "h" and type(rest[0]) is int and type(rest[1]) is str and rest[1].isidentifier():
            return handle(rest[0], rest[1])
        raise ValueError("unknown kind")

    def _call(self, name, args, kwargs):
        # In their order, so that what a test hands over twice is one thing there too.
        packing = Packing(self._keep)
        tree = packing.pack((args, kwargs))
        known = {id(value): number for number, value in self._held.items()}
        numbers = [known.get(id(value)) for value in packing.mutable] if known else []
        before = self._cpu()
        self._line.send({"call": name, "with": tree, "held": numbers}, packing.buffers)
        while True:
            message, buffers = self._line.receive()
            if "back" not in message:
                break
            self._called_back(message, buffers)
        self.__dict__["_used"] += self._cpu() - before
        rest = iter(buffers)
        try:
            for number, content in message["changed"]:
                change(packing.mutable[number], Unpacking(rest, self._take).unpack(content))
            for number, state in message["random"]:
                self._callables[number].bit_generator.state = state
            for tree, numbers in message["later"]:
                Unpacking(rest, self._take, numbers, self._held).unpack(tree)
            value = raised(message["raised"]) if "raised" in message else None
            if value is None:
                return Unpacking(rest, self._take, message["held"], self._held).unpack(message["value"])
        except Exception as error:
            # Not what `near` sends: somebody else speaks there.
            raise Gone from error
        raise value

    def _called_back(self, message, buffers):
        args, kwargs = Unpacking(buffers, self._take).unpack(message["with"])
        packing = Packing(self._keep)
        try:
            reply = {"value": packing.pack(self._callables[message["back"]](*args, **kwargs))}
        except Exception as error:
            reply = {"raised": type(error).__name__, "text": str(error)}
        self._line.send(reply, packing.buffers)


def change(here, there):
    """Makes a value of the tests' what the call made of it."""
    if type(here) is not type(there):
        raise ValueError("another type")
    if type(here) is list:
        here[:] = there
    elif type(here) is dict:
        here.clear()
        here.update(there)
    else:
        here[...] = there


def raised(told):
    """Returns the error that the answer raised, as the nearest one of Python's own."""
    import builtins
    kinds = [getattr(builtins, name, None) for name in told["kinds"]]
    kind = next((one for one in kinds if isinstance(one, type) and issubclass(one, Exception)), Exception)
    try:
        error = kind(told["text"])
    except Exception:
        error = Exception(told["text"])
    error.far = told
    return error


# ----------------------------------------------------------------------------------------- beside the answer
def near(line, module, describe):
    """Serves the functions of a loaded answer for as long as they are called. `describe(error)` tells of an
    error what a candidate wants to know."""
    kept, held, numpy = {}, Held(), sys.modules.get("numpy")

    def keep(value):
        kept[len(kept)] = value
        name = type(value).__name__
        return ["h", len(kept) - 1, name if name.isidentifier() else "object"]

    while True:
        try:
            message, buffers = line.receive()
        except Gone:
            return
        generators = {}

        def take(kind, rest):
            if kind == "h":
                return kept[rest[0]]
            if kind == "r":
                made = getattr(numpy.random, rest[1])()
                made.state = rest[2]
                generators[rest[0]] = made
                return numpy.random.Generator(made)

            def back(*args, **kwargs):
                packing = Packing(keep)
                line.send({"back": rest[0], "with": packing.pack((args, kwargs))}, packing.buffers)
                reply, buffers = line.receive()
                if "raised" in reply:
                    raise RuntimeError(f"{reply['raised']}: {reply['text']}")
                return Unpacking(buffers, take).unpack(reply["value"])
            return back

        unpacking = Unpacking(buffers, take, message["held"], held.values)
        args, kwargs = unpacking.unpack(message["with"])
        was = [copied(value) for value in unpacking.mutable]
        held.look()
        reply = {"changed": [], "random": [], "later": []}
        packing = Packing(keep)
        try:
            value = getattr(module, message["call"])(*args, **kwargs)
        except BaseException as error:
            value = None
            reply["raised"] = {"kinds": [kind.__name__ for kind in type(error).__mro__], **describe(error)}
        # Changes first: the bytes are taken in this order.
        for number, (now, before) in enumerate(zip(unpacking.mutable, was)):
            if not same(now, before):
                own = Packing(keep)
                own.buffers = packing.buffers
                reply["changed"].append([number, own.pack(now)])
        reply["random"] = [[number, made.state] for number, made in generators.items()]
        for now in held.changed():
            own = Packing(keep)
            own.buffers = packing.buffers
            reply["later"].append([own.pack(now), held.numbers(own.mutable)])
        was = now = before = args = kwargs = unpacking = None
        reply["value"] = packing.pack(value)
        reply["held"] = held.numbers(packing.mutable)
        line.send(reply, packing.buffers)


class Held:
    """What the answer has returned and still has a hold of itself: it may change it in a later call."""

    def __init__(self):
        self.values, self.seen, self.was = {}, {}, {}

    def look(self):
        """Before a call: notes what is held, as it is."""
        self.was = {number: copied(value) for number, value in self.values.items()}

    def changed(self):
        return [self.values[number] for number, before in self.was.items() if not same(self.values[number], before)]

    def numbers(self, values):
        """Returns the number of each value, None for those that nobody else can reach."""
        return [self.number(values, at) for at in range(len(values))]

    def number(self, values, at):
        number = self.seen.get(id(values[at]))
        if number is None and references(values, at) > ALONE:
            number = self.seen[id(values[at])] = len(self.values)
            self.values[number] = values[at]
        return number


def references(values, at):
    """Returns how many hold on to a value of a list, or to the array it is a view of."""
    value = values[at]
    base = getattr(value, "base", None)
    return sys.getrefcount(value) if base is None else max(sys.getrefcount(value), sys.getrefcount(base))


# Of a value that is in a result and in the list that `references` is given.
ALONE = (lambda result: references([result[0]], 0))(([],))


def copied(value):
    """Returns what tells later whether a value was changed; what lies within it is looked at by itself."""
    if type(value) is list:
        return list(value)
    if type(value) is dict:
        return [*value.keys(), *value.values()]
    return value.tobytes()


def same(now, before):
    if type(now) not in (list, dict):
        return now.tobytes() == before
    now = copied(now)
    return len(now) == len(before) and all(map(is_, now, before))
