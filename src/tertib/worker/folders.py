"""Watch the folders of feeds: each new file becomes a batch once; nothing there is ever changed or deleted."""

import logging
from datetime import timedelta

from tertib.actions.feeds import folders as acts
from tertib.adapters.folders import Folder, Laid
from tertib.errors import BadInput, OutsideError
from tertib.worker.context import Context

SETTLED = timedelta(seconds=30)  # a file that changed later than this may still be written
MOST_AT_ONCE = 20  # files of one feed in one round: others want their turn

log = logging.getLogger("tertib.worker")


def watch_folders(context: Context) -> int:
    """Take what is new; returns how many files became batches. A folder that does not answer stops no other."""
    folder, done = context.folder, 0
    if folder is None:
        return 0
    for feed in acts.watched():
        try:
            known = acts.taken(feed)
            new = [one for one in folder.listed(feed.folder) if (one.path, one.mark) not in known]
            still = [one for one in new if context.wall() - one.changed_at >= SETTLED]
            done += sum(_take(feed, one, folder, context) for one in still[:MOST_AT_ONCE])
        except OutsideError as error:
            log.warning("folder %s: %s", feed.folder, error)
    return done


def _take(feed: acts.Feed, laid: Laid, folder: Folder, context: Context) -> int:
    """Take one file; 1 if it became a batch. One that cannot be taken is told on the feed's page."""
    path, mark, size = laid.path, laid.mark, laid.size
    try:
        if size > acts.MAX_OBJECT_BYTES:
            most = acts.MAX_OBJECT_BYTES // 2**30
            raise BadInput(f"The file has more than {most} GB. Split it, or run tertib detect on it.")
        if not size:
            raise BadInput("The file is empty. Choose the file with the listings and send it again.")
        if len(path) > acts.MAX_PATH:
            raise BadInput(f"The path has more than {acts.MAX_PATH} characters. Give it a shorter one.")
        key = context.files.put_stream(folder.stream(path))
    except BadInput as error:
        acts.refuse(feed, path=path, mark=mark, size=size, problem=str(error), now=context.clock())
        return 0
    taken = acts.take(feed, path=path, mark=mark, size=size, file_key=key, now=context.clock())
    return 0 if taken is None else 1
