"""One worker process per core: Python runs one thread at a time in each."""

import ctypes
import multiprocessing.connection
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def child(parent):
    """Ends on SIGTERM, which also comes when the parent is gone, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which sends SIGTERM
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the worker has its own
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        return
    import worker  # here, so that nothing is loaded before the fork

    worker.Worker().run()


def main():
    count = int(os.environ.get("PROCESSES") or len(os.sched_getaffinity(0)))
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=child, args=(os.getpid(),)) for _ in range(count)]
    for process in children:
        process.start()

    def stop(*_):
        for process in children:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    alive = {process.sentinel: process for process in children}
    while alive:
        for sentinel in multiprocessing.connection.wait(alive):
            process = alive.pop(sentinel)
            process.join()
            if process.exitcode:
                print(f"worker {process.pid} ended ({process.exitcode})", file=sys.stderr)
    sys.exit(any(process.exitcode for process in children))


if __name__ == "__main__":
    main()
