"""Contacts: how each party is reached and how well, for those who keep them."""

from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.contacts import keeping as actions
from tertib.actions.notices import contact_tests
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.portal.cases.filters import member
from tertib.portal.contacts.forms import ContactForm
from tertib.portal.lexicon import words
from tertib.portal.page import once
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries import alarms as alarms_q
from tertib.queries.parties import contacts as q
from tertib.queries.types import Contact, Party
from tertib.vocabulary import ChannelKind, ContactHealth, PartyKind, Role

READERS = (Role.RESPONDER, Role.APPROVER, Role.ANALYST, Role.OPERATOR)
OF_PLATFORMS = (PartyKind.PLATFORM, PartyKind.ASSOCIATION)


def _reads(request: PageRequest) -> None:
    """Contacts are read by those whom they reach, their association, and operators; by nobody else."""
    if request.actor.role is not Role.OPERATOR and request.actor.home.kind not in OF_PLATFORMS:
        raise NotPermitted("Your role does not allow this. Ask an approver or the operator of your office.")


@page(roles=READERS)
@require_safe
def contacts(request: PageRequest) -> HttpResponse:
    """Contacts by party, with their health beside; narrowed by party, way and health."""
    _reads(request)
    actor = request.actor
    wanted = q.ContactFilter(
        party=request.GET.get("party", "")[:60],
        channel=member(ChannelKind, request.GET.get("channel", "")),
        health=member(ContactHealth, request.GET.get("health", "")),
    )
    found = page_of(q.contacts(actor, wanted), request)
    alarms = alarms_q.open_alarms_of(actor, found.rows)
    offices = [
        (
            office,
            [(contact, alarms.get(contact.pk, [])) for contact in theirs],
            actions.may_edit_contacts(actor, office),
        )
        for office, theirs in groupby(found.rows, key=attrgetter("party"))
    ]
    context = {
        "page": found,
        "offices": offices,
        "unreachable": [
            (office, actions.may_edit_contacts(actor, office)) for office in q.unreachable(actor)
        ],
        "parties": q.parties_of(actor),
        "edits_own": actions.may_edit_contacts(actor, actor.home),
        "channels": words.choices(ChannelKind),
        "healths": words.choices(ContactHealth),
        "wanted": wanted,
        "narrowed": wanted != q.EVERY_CONTACT,
    }
    return render(request, "contacts/list.html", context)


@page(roles=READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: PageRequest) -> HttpResponse:
    """A new contact, of one's own party or (`?party=`) of another that one keeps."""
    _reads(request)
    party = q.party(request.actor, request.GET.get("party", "") or request.actor.home.slug)
    if not actions.may_edit_contacts(request.actor, party):
        raise NotPermitted("You can change the contacts of your own office only.")
    form = ContactForm(initial={"rank": 1})
    status = 200
    if request.method == "POST":
        form, status = ContactForm(request.POST), 422
        kept = _save(request, form, party, None)
        if kept is not None:
            messages.success(request, gettext("The contact is kept. Test it before notices depend on it."))
            return redirect("contact", number=kept.pk)
    return render(request, "contacts/new.html", {"form": form, "office": party}, status=status)


@page(roles=READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: PageRequest, number: int) -> HttpResponse:
    """One contact: how it stands, and, for who keeps it, what can be changed, tested, renewed and retired."""
    _reads(request)
    found = q.contact(request.actor, number)
    edits = actions.may_edit_contacts(request.actor, found.party)
    form = ContactForm(initial={name: getattr(found, name) for name in ("channel", "name", "target", "rank")})
    status = 200
    if request.method == "POST":
        form, status = ContactForm(request.POST), 422
        if _save(request, form, found.party, found) is not None:
            messages.success(request, gettext("The contact is kept."))
            return redirect("contact", number=number)
        found = q.contact(request.actor, number)
    context = {
        "contact": found,
        "alarms": alarms_q.open_alarms_of(request.actor, [found]).get(found.pk, []),
        "test": q.latest_test(request.actor, found),
        "goes_out": found.channel in actions.WITH_ADDRESS,
        "edits": edits,
        "form": form if edits else None,
        "once": once.fresh_token(),
    }
    return render(request, "contacts/contact.html", context, status=status)


@page(roles=READERS)
@require_POST
def test(request: PageRequest, number: int) -> HttpResponse:
    """Send one harmless message; what came of it stands on the contact's page."""
    _reads(request)
    try:
        contact_tests.ask_for_test(request.actor, q.contact(request.actor, number), now=request.now)
    except BadInput as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(request, gettext("The test is on its way. What comes of it shows here in a moment."))
    return redirect("contact", number=number)


@page(roles=READERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: PageRequest, number: int) -> HttpResponse:
    """POST: a new signing secret. GET: its text, this once."""
    _reads(request)
    found = q.contact(request.actor, number)
    operation = f"portal:webhook_secret:{found.pk}"
    if request.method == "POST":
        once.make_once(
            request,
            operation=operation,
            act=lambda: actions.make_webhook_secret(request.actor, found, now=request.now),
        )
        return redirect("contact_secret", number=number)
    context = {"contact": found, "text": once.take_shown(request, operation=operation)}
    return render(request, "contacts/secret.html", context)


@page(roles=READERS)
@require_POST
def retire(request: PageRequest, number: int) -> HttpResponse:
    """The contact is used no more."""
    _reads(request)
    found = q.contact(request.actor, number, retired_too=True)
    actions.retire_contact(request.actor, found, now=request.now)
    messages.success(request, gettext("The contact is retired. Nothing is sent by it any more."))
    return redirect("contacts")


def _save(request: PageRequest, form: ContactForm, party: Party, kept: Contact | None) -> Contact | None:
    """Save what the form says; None, with the fault in the form, if it cannot be saved."""
    if not form.is_valid():
        return None
    try:
        return actions.save_contact(request.actor, party, **form.cleaned_data, contact=kept, now=request.now)
    except (BadInput, Conflict) as error:
        form.add_error(None, in_plain_words(error).detail)
        return None
