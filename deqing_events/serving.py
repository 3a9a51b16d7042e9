"""How gunicorn serves the app; ``make run`` uses it and so should a real installation.

Threads, because requests wait for the database; no preloading of the app, because the engine must be made after the
fork. Its modules are loaded before: a worker that takes a dead one's place is there in a fraction of the time.
"""

import os
import sys

worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "8"))
preload_app = False
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = os.environ.get("ACCESS_LOG") or None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True

# A writer gives up the interpreter at every statement and, at the usual 5 ms, waits that long behind busy threads to
# get it back, all while it holds the write queue. Ten times shorter lets writers finish first.
sys.setswitchinterval(0.0005)


def on_starting(server: object) -> None:
    """Load every module once, for all workers to be forked; new code therefore needs a restart, not a reload."""
    del server
    from deqing_events import factory  # not when these settings are read: gunicorn has no path to the product yet

    factory.load_modules()


def when_ready(server: object) -> None:
    """Say where the site is."""
    address = ", ".join(str(listener) for listener in getattr(server, "LISTENERS", []))
    print(f"德清职工赛事  {address}", flush=True)  # noqa: T201 - the terminal is where the operator looks
