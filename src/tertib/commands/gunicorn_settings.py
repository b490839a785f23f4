"""Settings of gunicorn: limits on requests, and children that die with their parent (Linux)."""

import ctypes
import signal

worker_class = "gthread"
timeout = 60
graceful_timeout = 10
keepalive = 5
limit_request_line = 8190
limit_request_fields = 60
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
PR_SET_PDEATHSIG = 1


def post_fork(server: object, worker: object) -> None:
    """A killed parent takes its children with it; else one of them would keep the port."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
