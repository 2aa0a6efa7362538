"""A port of this machine to serve at."""

import os
import random
import socket


def free_port() -> int:
    """One that nobody listens at, below those that the kernel gives to outgoing connections: none takes it meanwhile.

    Nor does another worker of the tests, each of which has ports of its own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    for port in random.SystemRandom().sample(range(20000 + worker, 32000, 8), 100):
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port of 100 between 20000 and 32000 is free")
