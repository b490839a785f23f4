"""Errors that carry values, in the reader's language: each is recognised by its English form and said anew."""

import re
from collections.abc import Mapping
from functools import cache

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop

from tertib.portal.lexicon.words import label
from tertib.portal.page.errors_policy import mistake_anew
from tertib.vocabulary import CaseState

FORMS = (
    # orders and reports
    gettext_noop("The file has %(size)s MB; at most %(limit)s MB are taken."),
    gettext_noop("The text has more than %(limit)s characters. Send it as a file instead."),
    gettext_noop("There is no such column in the file; it has %(columns)s."),
    gettext_noop("There are %(count)s rows; at most %(limit)s are taken at once. Split the list."),
    gettext_noop("The letter is dated %(letter)s, after today (%(today)s). Correct the date."),
    gettext_noop("'%(basis)s' was not in force at the letter's date. In force: %(keys)s."),
    gettext_noop("There is no policy %(policy)s. There are: %(policies)s."),
    gettext_noop("This is too long: at most %(links)s characters of links and %(text)s of text."),
    # notices, cases, figures, holds
    gettext_noop("You saw %(seen)s cases, now there are %(found)s. Look at the preview again, then approve."),
    gettext_noop("A person can close a case as: %(outcomes)s."),
    gettext_noop("A case that is %(state)s cannot take '%(event)s'."),
    gettext_noop("'%(event)s' cannot lead from %(state)s to %(next)s."),
    gettext_noop("There is no figure %(figure)s. There are: %(figures)s."),
    gettext_noop("The end of a hold lies between now and %(days)s days from now."),
    # feeds
    gettext_noop("There is no platform %(platform)s. See the list of platforms."),
    gettext_noop("Your office has a feed %(feed)s already. Give this one another name."),
    gettext_noop("The file has more than %(limit)s MB. Split it, or lay it into a watched folder."),
    gettext_noop("A feed needs a name of 1 to %(limit)s characters."),
    gettext_noop("There are %(count)s rows; hand over 1 to %(limit)s at a time."),
    gettext_noop("The file has more than %(limit)s rows; split it, or run tertib detect on it."),
    gettext_noop("The file has more than %(limit)s GB. Split it, or run tertib detect on it."),
    gettext_noop("The path has more than %(limit)s characters. Give it a shorter one."),
    gettext_noop("The ending of the name does not say what it is; name it as one of %(kinds)s"),
    gettext_noop("No column is known as the title; found: %(columns)s."),
    gettext_noop("There is no column %(column)s for %(field)s; found: %(columns)s"),
    # findings
    gettext_noop("Case %(case)s of this listing was closed by decision. Open it again there, with a reason."),
    gettext_noop("A notice of case %(case)s was approved. Close the case itself, with a reason."),
    gettext_noop("Choose 1 to %(most)s findings; there are %(count)s."),
    gettext_noop("The questions are %(questions)s; each is answered by yes, no or unknown."),
    gettext_noop("To confirm, answer yes to each of: %(questions)s."),
    # policies
    gettext_noop("There is a term %(key)s already. Change that one, or choose another key."),
    gettext_noop("The file has more than %(limit)s characters."),
    gettext_noop("The version is counted by itself: leave it at %(version)s in policy.toml."),
    gettext_noop("The term's key %(key)s must be of letters, digits, - and _ only."),
    gettext_noop(
        "%(who)s changed this draft since you opened it. Your change is not saved: look at it again first."
    ),
    gettext_noop("The file has more than %(limit)s MB. Split it and send the parts."),
    gettext_noop(
        "%(reversed)s of %(decided)s decisions reversed; %(former)s of %(before)s under the version before; "
        "%(refused)s more refused by marketplaces, weighed as %(weight)s"
    ),
    gettext_noop(
        "%(reversed)s of %(decided)s decisions reversed; %(former)s of %(before)s under the version before"
    ),
    # new words
    gettext_noop("The draft has no group of words %(group)s. Open the word again."),
    gettext_noop("The file has more than %(limit)s kB. Ask for the words in several files."),
    gettext_noop('This is no file of words: its "schema" is not "%(schema)s".'),
    gettext_noop("The file holds %(what)s, which %(schema)s does not know."),
    gettext_noop('"words" must be a list of at most %(limit)s words.'),
    gettext_noop("%(what)s is not known. Take it out."),
    gettext_noop('"kind" is one of %(kinds)s.'),
    gettext_noop('"sellers" is a number from %(least)s on, or null.'),
    gettext_noop('"%(what)s" is a text of at most %(limit)s characters in one line.'),
    gettext_noop('"%(what)s" is a list of at most %(limit)s texts.'),
    # same seller
    gettext_noop("An overlap is 1 to %(days)s days."),
    gettext_noop("Give 1 to %(most)s shops in a call."),
    gettext_noop("The key %(keys)s is not in force. Ask your association for the one that is."),
    gettext_noop("Shop %(number)s has more than %(most)s tokens."),
    gettext_noop("Shop %(number)s has more than %(most)s listings; give them in several calls."),
    gettext_noop("Shop %(number)s: listings are given by your own ids, of letters, digits and . _ ~ - only."),
    gettext_noop("Shop %(number)s: %(why)s Nothing of this call is kept."),
    # contacts and keys
    gettext_noop("'%(target)s' is no mail address. Write it as name@example.id."),
    gettext_noop("'%(target)s' is no web address. Write it with https:// in front."),
    gettext_noop("A party has at most %(limit)s contacts. Retire one first."),
    gettext_noop("A key of your office can have the role %(roles)s; what needs a person stays with one."),
    gettext_noop("A key is valid for 1 to %(days)s days."),
    # answers, and the rows of a filled table
    gettext_noop("At most %(limit)s notices are answered at once. Narrow the filter, and do the rest after."),
    gettext_noop("There are %(count)s replies; at most %(limit)s are taken at once. Send them in parts."),
    gettext_noop("notice %(notice)s is not one of yours; write the number as it stands in the notice"),
    gettext_noop("id %(id)s was used for another reply; give a new id, and 'amends' if it corrects one"),
    gettext_noop("lies in the future (%(moment)s); write when it was done"),
    gettext_noop("is missing; say it in words"),
    gettext_noop("has %(count)s characters; at most %(limit)s are kept, so shorten it"),
    gettext_noop("%(said)s is not in order; write a notice number such as N-7K3M9QXD2A4B"),
    gettext_noop("%(said)s is unknown; write selesai, tolak, tidak_bisa or tanya"),
    gettext_noop("%(said)s is unknown; write listing, shop or account"),
    gettext_noop("%(said)s is no reason that we know; write bad_link, not_ours, not_found or technical"),
    gettext_noop(
        "%(said)s does not say what was done; write removed, disabled, suspended or terminated, or a decision code"
    ),
    gettext_noop("%(said)s is no day that we can read; write it as 24/11/2026 10:05"),
)
"""The errors of the floors below, as they read in English; `%(name)s` stands for a value. A test holds them."""

STATES = {state.value: state for state in CaseState}
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")


def said_anew(text: str) -> str:
    """An English detail in the reader's language: whole, or each part of it that is known; else as it is."""
    whole = gettext(text) if text else ""
    if whole != text:
        return whole
    mistake = mistake_anew(text)
    if mistake != text:
        return mistake
    for form, pattern in _patterns().items():
        if match := pattern.fullmatch(text):
            return gettext(form) % _values(match.groupdict())
    for form, pattern in _patterns().items():  # several mistakes of one row, joined
        text = pattern.sub(lambda match, form=form: gettext(form) % _values(match.groupdict()), text)  # type: ignore[misc]
    return text


def is_known(text: str) -> bool:
    """Whether a text is of one of the forms."""
    return any(pattern.fullmatch(text) for pattern in _patterns().values())


def _values(found: Mapping[str, str]) -> dict[str, str]:
    """Numbers as the reader writes them, states in the reader's words; everything else as it stands."""
    return {name: _value(text) for name, text in found.items()}


def _value(text: str) -> str:
    if NUMBER.fullmatch(text):
        return number_format(int(text.replace(",", "")), use_l10n=True, force_grouping=True)
    return label(STATES[text]) if text in STATES else text


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {form: _pattern(form) for form in FORMS}


def _pattern(form: str) -> re.Pattern[str]:
    """The English form as a pattern: each value is what stands between the fixed words, on one line."""
    parts = re.split(r"%\((\w+)\)s", form)
    fixed = [re.escape(part) for part in parts[::2]]
    named = [f"(?P<{name}>{_reach(form, name)})" for name in parts[1::2]]
    return re.compile("".join(one + two for one, two in zip(fixed, [*named, ""], strict=True)))


def _reach(form: str, name: str) -> str:
    """A value at the head of a mistake is one quoted word of the table; elsewhere it is anything."""
    return r"'[^']*'|\"[^\"]*\"|\w+" if form.startswith(f"%({name})s") else r"[^\n]+?"
