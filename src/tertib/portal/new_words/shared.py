"""Words shared between members: ours as a file, theirs looked at before they are taken in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tertib.actions.permits import Permit
from tertib.actions.terms import shared_words as actions
from tertib.errors import BadInput
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.errors_values import said_anew
from tertib.portal.page.gate import PageRequest, page
from tertib.queries.detection.rules import policy_names
from tertib.queries.terms import shared_words as q


@page(permit=Permit.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def shared_words(request: PageRequest) -> HttpResponse:
    """Take our words away, or hand in another member's file: first shown word by word, then taken in by a press."""
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            content = _content(request)
            if request.POST.get("act") == "take":
                return _taken(request, content)
            file, rows = q.preview(content)
        except BadInput as error:
            context["problem"] = in_plain_words(error).detail
        else:
            names = policy_names(get_language() or "id")
            context |= {
                "file": file,
                "mistakes": [(one.place, said_anew(one.what)) for one in file.mistakes],
                "rows": [(row, names.get(row.word.policy, row.word.policy)) for row in rows],
                "new": sum(row.standing is q.Standing.NEW for row in rows),
                "content": content.decode("utf-8-sig"),
            }
    return render(request, "new_words/share.html", context, status=422 if context.get("problem") else 200)


@page(permit=Permit.EDIT_POLICY)
@require_safe
def shared_words_file(request: PageRequest) -> HttpResponse:
    """All accepted words in the form `words-1`."""
    answer = HttpResponse(q.shared_file(request.actor, now=request.now), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="kata-{request.now:%Y-%m-%d}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _content(request: PageRequest) -> bytes:
    """The file that was handed in, or the one that was shown and is now taken in."""
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > q.MAX_BYTES:
            raise BadInput(
                f"The file has more than {q.MAX_BYTES // 1000} kB. Ask for the words in several files."
            )
        return bytes(file.read())
    content = request.POST.get("content", "")
    if not content:
        raise BadInput("Choose the file that the other member gave you.")
    return content.encode("utf-8", "surrogatepass")


def _taken(request: PageRequest, content: bytes) -> HttpResponse:
    taken = actions.take_in(request.actor, content, now=request.now)
    if taken.new:
        text = ngettext(
            "%(count)s word of %(by)s waits for a decision now.",
            "%(count)s words of %(by)s wait for a decision now.",
            taken.new,
        )
        messages.success(request, text % {"count": taken.new, "by": taken.by})
    else:
        messages.info(request, gettext("Nothing was new: all words were here already."))
    return redirect("new_words")
