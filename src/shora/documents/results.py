"""The result sheet of a contest: who is elected, by which votes. From totals and the result of a rule."""

from collections.abc import Sequence
from hashlib import sha256

from shora.documents.report import Report, Signing, Table, Writer
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.seats.model import INDEPENDENTS, Candidate, Stage, Status, Totals
from shora.seats.render import SHEET
from shora.seats.result import Outcome, Result, Seat
from shora.seats.totals import totals_to_json
from shora.text.json import canonical
from shora.text.messages import Language, Named, Value, show

SIGNING = (OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)


def result_sheet(totals: Totals, result: Result, definition: Definition, language: Language) -> bytes:
    """The PDF; its hash is that of ``seats/<contest>.json``, the canonical JSON of ``result``."""
    return result_paper(totals, result, definition, language).paper(language).pdf()


def result_paper(totals: Totals, result: Result, definition: Definition, language: Language) -> Report:
    """The result sheet before it is printed."""
    sheet = _Sheet(totals, language)
    say = sheet.say
    facts = [
        say.fact("rule", say.word("rule-version", {"rule": result.rule_id, "version": result.rule_version})),
        say.fact("seats", totals.contest.seats),
    ]
    if totals.boxes is not None:
        counted = {"some": totals.boxes.counted, "all": totals.boxes.defined}
        facts.append(say.fact("boxes-counted", say.word("some-of-all", counted)))
    if totals.ballots is not None:
        facts.append(say.fact("ballots-cast", totals.ballots.cast))
        facts.append(say.fact("ballots-blank", totals.ballots.blank))
    facts.append(say.code("totals", sha256(canonical(totals_to_json(totals))).hexdigest()))
    tables = [sheet.people("elected", result.elected)]
    if len(result.seats) > 1:
        tables.append(sheet.groups(result))
    if totals.contest.alternates and result.status is Outcome.COMPLETE:
        tables.append(sheet.people("alternates", result.alternates))
    tables.append(sheet.everybody())
    named = {office.role: office.name for office in definition.offices}
    return Report(
        title=say.word("result-title"),
        election=definition.name.show(language),
        subject=totals.contest.name,
        says=totals.contest.name,
        facts=tuple(facts),
        tables=tuple(tables),
        alerts=sheet.alerts(result),
        signings=tuple(
            Signing(role=say.word(f"office-{role}"), name=named.get(role, "")) for role in SIGNING
        ),
        file=f"seats/{totals.contest.id}.json",
        data=canonical(result.to_json()),
        signed_by=None,
    )


class _Sheet:
    """The tables of a result, with the names that its ids stand for."""

    def __init__(self, totals: Totals, language: Language) -> None:
        self.totals = totals
        self.say = Writer(language)
        self._people = {person.id: person.name for _, person in totals.people}
        self._groups = {each.id: each.name for each in totals.lists}
        self._groups[INDEPENDENTS] = self.label("independent")

    def label(self, key: str, values: dict[str, Value] | None = None) -> str:
        """A word that the command line has on its result sheet too."""
        return SHEET.say(key, self.say.language, values or {})

    def number(self, value: int) -> str:
        """In the reader's digits."""
        return self.say.show(value)

    def people(self, key: str, seats: Sequence[Seat]) -> Table:
        """Those elected, or the alternates."""
        return Table(
            title=self.label(key),
            head=tuple(self.label(each) for each in ("rank", "code", "name", "list", "votes")),
            kinds=("number", "number", "text", "text", "number"),
            rows=tuple(
                (
                    self.number(seat.rank),
                    self._code(seat.id),
                    self._people[seat.id],
                    self._groups[seat.list],
                    self.number(seat.votes),
                )
                for seat in seats
            ),
            empty=self.label("none"),
        )

    def groups(self, result: Result) -> Table:
        """Seats by list."""
        return Table(
            title=self.label("seats-by-list"),
            head=(self.label("list"), self.label("seats-by-list")),
            kinds=("text", "number"),
            rows=tuple((self._groups[name], self.number(seats)) for name, seats in result.seats.items()),
        )

    def everybody(self) -> Table:
        """The votes of all candidates, the most first; equal ones by code."""
        ordered = sorted(self.totals.people, key=lambda each: (-each[1].votes, len(each[1].id), each[1].id))
        return Table(
            title=self.say.word("all-votes"),
            head=tuple(self.label(each) for each in ("code", "name", "list", "votes")),
            kinds=("number", "text", "text", "number"),
            rows=tuple(
                (self._code(person.id), self._name(person), self._groups[group], self.number(person.votes))
                for group, person in ordered
            ),
            empty=self.label("none"),
        )

    def alerts(self, result: Result) -> tuple[str, ...]:
        """What a reader must know before the names."""
        alerts = [self.label(flag) for flag in result.flags]
        for tie in result.ties:
            who = tuple(
                Named(name=self._people.get(each) or self._groups[each], code=each) for each in tie.between
            )
            key = "alternate-lot" if tie.stage is Stage.ALTERNATE else "lot-required"
            alerts.append(self.label(key, {"who": who, "seats": tie.seats}))
        return tuple(alerts)

    def _code(self, code: str) -> str:
        return show(code, self.say.language)

    def _name(self, person: Candidate) -> str:
        gone = f" ({self.say.word('withdrawn')})" if person.status is Status.WITHDRAWN else ""
        return person.name + gone
