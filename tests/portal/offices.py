"""Who sees to an installation in tests of its pages: its operator, a platform with its hub, and strangers to them."""

from dataclasses import dataclass

from tertib.queries.types import Contact, Party, Person
from tertib.vocabulary import ChannelKind, PartyKind, Role
from tests.factories import make_party, make_person


@dataclass(slots=True)
class Offices:
    """Parties, and the persons who see to them."""

    centre: Party
    hub: Party
    lapak: Party
    pasar: Party
    ministry: Party
    operator: Person
    approver: Person  # of lapak
    responder: Person  # of lapak
    other: Person  # approver of pasar
    member_desk: Person  # analyst of the hub
    analyst: Person  # of the ministry
    auditor: Person  # of lapak

    def contact(self, party: Party | None = None, **fields: object) -> Contact:
        """A contact, by mail unless told otherwise."""
        given: dict[str, object] = {
            "channel": ChannelKind.EMAIL,
            "target": "tim@lapakraya.localhost",
            **fields,
        }
        return Contact.objects.create(party=party or self.lapak, **given)


def make_offices() -> Offices:
    """All of them."""
    centre = make_party("pusat-contoh", PartyKind.PUBLIC_BODY, name="Pusat Tertib Contoh")
    hub = make_party("asosiasi-contoh", PartyKind.ASSOCIATION, name="Asosiasi Niaga Daring Contoh")
    lapak = make_party("lapakraya", PartyKind.PLATFORM, name="LapakRaya", association=hub)
    pasar = make_party("pasarkita", PartyKind.PLATFORM, name="PasarKita")
    ministry = make_party(name="Kementerian Perniagaan Contoh")
    return Offices(
        centre=centre,
        hub=hub,
        lapak=lapak,
        pasar=pasar,
        ministry=ministry,
        operator=make_person(centre, Role.OPERATOR, name="Yusuf Mahendra"),
        approver=make_person(lapak, Role.APPROVER, name="Tiara Putri"),
        responder=make_person(lapak, Role.RESPONDER),
        other=make_person(pasar, Role.APPROVER),
        member_desk=make_person(hub, Role.ANALYST),
        analyst=make_person(ministry, Role.ANALYST),
        auditor=make_person(lapak, Role.AUDITOR),
    )
