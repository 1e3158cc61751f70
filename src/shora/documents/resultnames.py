"""What a result protocol calls its lists, people and groups, and how it says its sentences."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final

from shora.documents.isolate import said, said_value
from shora.documents.report import Fact
from shora.documents.resultwords import RESULT
from shora.errors import InputError
from shora.seats.explain import STEPS, Step
from shora.seats.list_rule import GROUP
from shora.seats.model import INDEPENDENTS, Stage, Totals
from shora.seats.result import Tie
from shora.text.jalali import parse_moment, show_moment
from shora.text.messages import Language, Named, Value, show

_DECIMALS: Final = 1000


class Names:
    """The names behind the ids of one contest's totals, in one language."""

    def __init__(self, totals: Totals, language: Language) -> None:
        self.language = language
        self._people = {person.id: person.name for _, person in totals.people}
        self._lists = {each.id: each.name for each in totals.lists}

    @property
    def comma(self) -> str:
        """Between the parts of an enumeration."""
        return "، " if self.language is Language.FA else ", "

    def word(self, key: str, values: Mapping[str, Value] | None = None) -> str:
        """A sentence of the protocol; its values are clean and isolated."""
        return said(RESULT, key, self.language, values or {}, self._rename)

    def step(self, step: Step) -> str:
        """A step of the count as a sentence."""
        return said(STEPS, step.key, self.language, step.values, self._rename)

    def value(self, value: Value) -> str:
        """A number or name in the reader's digits, isolated."""
        return said_value(value, self.language, self._rename)

    def number(self, value: int) -> str:
        """A number in the reader's digits."""
        return show(value, self.language)

    def code(self, code: str) -> str:
        """An id as it is typed or read: digits of the reader where it has no others."""
        return show(code, self.language)

    def code_of(self, bloc: str) -> str:
        """The id of a list; nothing for the pool of independents, which has none."""
        return "" if bloc == INDEPENDENTS else self.code(bloc)

    def fact(self, key: str, value: Value) -> Fact:
        """A line of the head."""
        return Fact(label=self.word(key), value=self.value(value), ready=True)

    def fact_said(self, key: str, sentence: str, values: Mapping[str, Value]) -> Fact:
        """A line of the head whose value is a sentence."""
        return Fact(label=self.word(key), value=self.word(sentence, values), ready=True)

    def person(self, name: str) -> str:
        """A person's name."""
        return self._people[name]

    def bloc(self, name: str) -> str:
        """A list's name, or that of the pool of independents, or of a group of connected lists."""
        return self._lists[name] if name in self._lists else self._rename(name)

    def between(self, stage: Stage, ids: Sequence[str]) -> tuple[str | Named, ...]:
        """Those of a tie or a lot: persons, or blocs; a tie among alternates is of either kind."""
        persons = stage is Stage.CANDIDATE or (
            stage is Stage.ALTERNATE and all(each in self._people for each in ids)
        )
        return tuple(_titled(self.person(each) if persons else self.bloc(each), each) for each in ids)

    def people(self, ids: Sequence[str]) -> tuple[str | Named, ...]:
        """Persons with their codes."""
        return tuple(_titled(self.person(each), each) for each in ids)

    def tied(self, tie: Tie) -> tuple[str | Named, ...]:
        """Those of a tie."""
        return self.between(tie.stage, tie.between)

    def moment(self, text: str) -> str:
        """A moment as a lot states it: shown as a date where it can be read, otherwise as it stands there."""
        try:
            moment: datetime = parse_moment(text)
        except InputError:
            return text
        return show_moment(moment, self.language)

    def cut(self, value: Fraction) -> str:
        """Not negative, with exactly three decimals; further ones are cut off. No float anywhere."""
        whole, rest = divmod(value.numerator * _DECIMALS // value.denominator, _DECIMALS)
        point = "٫" if self.language is Language.FA else "."
        decimals = "".join(self.code(digit) for digit in f"{rest:03}")
        return f"{self.number(whole)}{point}{decimals}"

    def _rename(self, name: str) -> str:
        if name == INDEPENDENTS:
            return RESULT.say("independents", self.language, {})
        if name.startswith(GROUP):
            return RESULT.say("group", self.language, {"name": name.removeprefix(GROUP)})
        return name


def _titled(name: str, code: str) -> str | Named:
    """The name with its code; the code alone where that is the name, and the name alone of what has no code."""
    if code == name:
        return code
    return name if code == INDEPENDENTS or code.startswith(GROUP) else Named(name=name, code=code)
