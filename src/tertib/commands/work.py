"""`tertib work`: a worker that reads files, delivers notices, looks at listings, watches clocks and takes mail in."""

import argparse
import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from os import getpid

from django.conf import settings
from django.utils.module_loading import import_string

from tertib.adapters.channels import MailServer
from tertib.adapters.fetch import read_exits
from tertib.adapters.files import Files
from tertib.adapters.folders import Folder
from tertib.adapters.mailbox import MailIn
from tertib.errors import BadInput
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.mail import take_in
from tertib.worker.run import Worker

LISTEN_SECONDS = 10

log = logging.getLogger("tertib.work")


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    names = ", ".join(Errand)
    parser.add_argument("--only", default="", metavar="KINDS", help=f"only these kinds of work, of: {names}")
    parser.add_argument("--no-mail", action="store_true", help="do not listen for mail")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; what is under way is finished, or comes back when its lease ends."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    context = make_context()
    with ExitStack() as stack:
        if settings.TERTIB_LMTP and not args.no_mail:
            stack.enter_context(_mail_in(context))
        log.info("worker %s is at work", context.worker)
        Worker(context, errands=_errands(args.only)).run(stop)
    log.info("worker %s has stopped", context.worker)
    return 0


@contextmanager
def _mail_in(context: Context) -> Iterator[None]:
    """Listen for mail in a thread with a loop of its own, while the worker works in this one."""
    host, port = settings.TERTIB_LMTP or ("", 0)  # asked for only where it is set
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="mail", daemon=True)
    thread.start()
    listener = MailIn(host, port, lambda mail: asyncio.to_thread(take_in, mail, context))
    asyncio.run_coroutine_threadsafe(listener.__aenter__(), loop).result(LISTEN_SECONDS)
    log.info("mail is taken in at %s:%s by LMTP", host, port)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(listener.__aexit__(None, None, None), loop).result(LISTEN_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(LISTEN_SECONDS)


def make_context() -> Context:
    """What the settings say, for the worker's handlers."""
    return Context(
        worker=f"{socket.gethostname()[:40]}:{getpid()}",
        clock=import_string(settings.TERTIB_CLOCK),
        wall=import_string(settings.TERTIB_WALL_CLOCK),
        files=Files(settings.TERTIB_FILES_URL),
        agent_contact=settings.TERTIB_AGENT_CONTACT,
        hosts=settings.TERTIB_SANDBOX_HOSTS,
        exits=read_exits(settings.TERTIB_EXITS),
        mail=MailServer(**settings.TERTIB_SMTP, sender=settings.TERTIB_MAIL_FROM),
        folder=Folder(settings.TERTIB_FEEDS_URL) if settings.TERTIB_FEEDS_URL else None,
    )


def _errands(text: str) -> tuple[Errand, ...]:
    try:
        return tuple(Errand(name.strip()) for name in text.split(",") if name.strip()) or tuple(Errand)
    except ValueError as error:
        raise BadInput(f"--only: {error}. There are: {', '.join(Errand)}.") from error
