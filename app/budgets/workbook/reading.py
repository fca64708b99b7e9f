"""From the rows of a file to a budget's document; every cell that cannot be used is named.

Nothing is rounded and nothing is guessed: a number has at most two decimals, a thousands mark
is refused where it could be a decimal one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from app.budgets.derivation import product
from app.budgets.plan import (
    MAX_LINES,
    MAX_SOURCES,
    ONE_UNIT,
    REAL_COSTS,
    WRITTEN,
    Category,
    Option,
    Pledge,
    SourceStatus,
)
from app.budgets.sheet import LONGEST_NOTE, LONGEST_TEXT
from app.budgets.version_document import COSTS, Document, number
from app.budgets.workbook.columns import PERIOD, period_of
from app.budgets.workbook.content import LUMP_SUMS, UNIT_COSTS
from app.budgets.workbook.records import COST, SHOWN, Fault, Note, Record
from app.budgets.workbook.values import (
    comes_to,
    one_of,
    plain_whole,
    read_number,
    read_rate,
    read_truth,
)
from app.core.i18n import _
from app.core.money import MAX_AMOUNT, ZERO

T = TypeVar("T")


@dataclass(frozen=True)
class Ground:
    """What a budget allows a file to say.

    `categories` that take lines whatever flat rates are chosen, `funds` that may pay, `work` the
    numbers of packages and activities (`2`, `2.1`), `periods` all names of periods; `document` is
    the budget as it is: what stands in it already may stay.
    """

    document: Document
    periods: tuple[str, ...] = ()
    categories: Collection[Category] = WRITTEN
    funds: Collection[str] | None = None
    work: Collection[str] | None = None


@dataclass
class Reading:
    """What a file says: the parts of a document, what is wrong, and where each part was read."""

    ground: Ground
    document: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    counted: Counter[Category] = field(default_factory=Counter)
    places: dict[str, Record] = field(default_factory=dict)
    """The row of each part, named as `plan.Illegal` names it: `lines[2]`, `options.staff_flat`."""

    def wrong(self, record: Record, head: str, expected: str) -> None:
        value = record[head].strip()[:SHOWN]
        self.faults.append(Fault(record.sheet, record.at(head), value, expected))

    def take(self, record: Record, head: str, read: Callable[[str], T], otherwise: T) -> T:
        """Read a cell, or note what was expected there; what comes of it then is not used."""
        try:
            return read(record[head])
        except ValueError as error:
            self.wrong(record, head, str(error))
            return otherwise


def read_document(records: Iterable[Record], ground: Ground) -> Reading:
    """Read all rows of one partner; with faults, the document is not to be used."""
    reading = Reading(ground)
    reading.document = {"options": {}, "funds": [], "contribution_sources": []} | {
        name: [] for name in COSTS
    }
    known = {row["uid"]: row for name in COSTS for row in ground.document[name] if row.get("uid")}
    left = list(ground.document["contribution_sources"])
    seen: dict[str, int] = {}
    for record in records:
        if not record.says_something:
            continue  # what is emptied goes
        if failed := record.without_value:
            expected = _("a value: this is an error, or a formula that was not computed")
            for head in failed:
                reading.wrong(record, head, expected)
        elif record.kind == COST:
            _cost(reading, record, known, seen)
        elif record.kind == "option":
            _option(reading, record)
        elif record.kind == "fund":
            _fund(reading, record)
        elif record.kind == "source":
            _source(reading, record, left)
    return reading


def _cost(reading: Reading, record: Record, known: Mapping[str, Any], seen: dict[str, int]) -> None:
    periods = record.periods
    before = len(reading.faults)
    uid = record["id"].strip()
    if uid and seen.setdefault(uid, record.row) != record.row:
        reading.wrong(record, "id", _("nothing: row %(row)s has this line already", row=seen[uid]))
    old = known.get(uid, {})
    kind = reading.take(record, "category", one_of(_open_to(reading.ground, old)), None)
    own = _words(reading, record, old) | _work(reading, record)
    units = reading.take(
        record, "units", lambda t: read_number(t) if t.strip() else ONE_UNIT, ONE_UNIT
    )
    price = reading.take(record, "unit_price", read_number, ZERO)
    spread = {
        period_of(head): reading.take(record, head, read_number, ZERO)
        for head in periods
        if record[head].strip()
    }
    if kind is None:
        return
    _check_kind(reading, record, kind, units)
    for head in periods:
        if record[head].strip() and not _is_period(reading.ground, head):
            reading.wrong(record, head, _("a period, for example period_1, preparation or closure"))
    total = product(units, price).result
    if total > MAX_AMOUNT:
        expected = _("units times unit price of at most %(most)s", most=MAX_AMOUNT)
        reading.wrong(record, "unit_price", expected)
    figures = _figures(reading, record, kind, units, price, spread)
    if len(reading.faults) > before:
        return
    check(reading.notes, record, "total", total)
    name = kind.value if kind.value in COSTS else "lines"
    reading.places[f"{name}[{len(reading.document[name])}]"] = record
    position = 1 + sum(len(reading.document[one]) for one in COSTS)
    reading.document[name].append({"uid": uid if old else "", "position": position} | own | figures)


def _words(reading: Reading, record: Record, old: Mapping[str, Any]) -> dict[str, str]:
    def text(name: str, most: int, *, needed: bool = False) -> str:
        return reading.take(record, name, _text(most, old, name, needed=needed), "")

    return {
        "description": text("description", LONGEST_TEXT, needed=True),
        "staff_function": text("staff_function", LONGEST_TEXT),
        "unit_type": text("unit_type", LONGEST_TEXT),
        "note": text("note", LONGEST_NOTE),
        "comment": old.get("comment", ""),
    }


def _check_kind(reading: Reading, record: Record, kind: Category, units: Decimal) -> None:
    """Check what only costs of some kinds have, and how many of one kind there are."""
    _only_for(reading, record, "costs_as", kind == Category.UNIT_COSTS)
    _only_for(reading, record, "lump_sum_period", kind == Category.LUMP_SUMS)
    for head in record.heads:
        if head.startswith(PERIOD):
            _only_for(reading, record, head, kind != Category.LUMP_SUMS)
    if kind == Category.LUMP_SUMS and units != ONE_UNIT:
        reading.wrong(record, "units", _("1 or nothing: a lump sum is one amount"))
    reading.counted[kind] += 1
    if reading.counted[kind] == MAX_LINES + 1:
        reading.wrong(record, "category", _("at most %(n)s lines of a category", n=MAX_LINES))


def _figures(
    reading: Reading,
    record: Record,
    kind: Category,
    units: Decimal,
    price: Decimal,
    spread: Mapping[str, Decimal],
) -> dict[str, Any]:
    if kind.value == LUMP_SUMS:
        paid = reading.take(record, "lump_sum_period", _period(reading.ground), "")
        return {"amount": number(price)} | ({"period": paid} if paid else {})
    figures: dict[str, Any] = {
        "units": number(units),
        "unit_price": number(price),
        "periods": {name: number(amount) for name, amount in spread.items()},
    }
    if kind.value == UNIT_COSTS:
        costs_as = reading.take(record, "costs_as", one_of(REAL_COSTS, needed=False), None)
        return figures | {"category": costs_as.value if costs_as else None}
    return figures | {"category": kind.value}


def _work(reading: Reading, record: Record) -> dict[str, int | None]:
    """Read the package and the activity; both have to stand in the project's plan of work."""
    plan = reading.ground.work

    def read(text: str, of: str = "") -> int | None:
        if not (written := text.strip()):
            return None
        written = plain_whole(written)
        if not written.isdecimal() or (plan is not None and f"{of}{int(written)}" not in plan):
            raise ValueError(_("a number from the project's plan of work, or nothing"))
        return int(written)

    package = reading.take(record, "work_package", read, None)
    if package is None:
        if record["activity"].strip():
            reading.wrong(record, "activity", _("nothing: an activity stands beside its package"))
        return {"work_package": None, "activity": None}
    activity = reading.take(record, "activity", lambda text: read(text, f"{package}."), None)
    return {"work_package": package, "activity": activity}


def _option(reading: Reading, record: Record) -> None:
    option = reading.take(record, "option", one_of(Option), None)
    rate = reading.take(record, "rate", read_rate, None)
    if option is None or rate is None:
        return
    if option.value in reading.document["options"]:
        reading.wrong(record, "option", _("each flat rate once"))
    reading.places[f"options.{option.value}"] = record
    reading.document["options"][option.value] = number(rate)


def _fund(reading: Reading, record: Record) -> None:
    present = [row["fund"] for row in reading.ground.document["funds"]]

    def read(text: str) -> str:
        code, allowed = text.strip(), reading.ground.funds
        if not code or (allowed is not None and code not in {*allowed, *present}):
            offered = ", ".join(sorted(allowed or ()))
            raise ValueError(_("one of: %(values)s", values=offered) if offered else _("a fund"))
        return code

    fund = reading.take(record, "fund", read, "")
    rate = reading.take(record, "rate", read_rate, ZERO)
    reading.places[f"funds[{len(reading.document['funds'])}]"] = record
    reading.document["funds"].append({"fund": fund, "rate": number(rate)})


def _source(reading: Reading, record: Record, left: list[Mapping[str, Any]]) -> None:
    """Read an origin of the contribution; its document stays while name and owner stay."""
    sources = reading.document["contribution_sources"]
    name = reading.take(record, "name", _text(LONGEST_TEXT, {}, "name", needed=True), "")
    own = reading.take(record, "own", read_truth, otherwise=False)
    old = next((s for s in left if (s["name"], bool(s.get("is_partner"))) == (name, own)), {})
    if old:
        left.remove(old)
    proved = {Pledge.PROVED} if old.get("evidence") or old.get("pledge") == Pledge.PROVED else set()
    open_to = [pledge for pledge in Pledge if pledge != Pledge.PROVED or pledge in proved]
    status = reading.take(record, "status", one_of(SourceStatus), SourceStatus.PUBLIC)
    pledge = reading.take(record, "pledge", one_of(open_to, needed=False), None)
    amount = reading.take(record, "amount", read_number, ZERO)
    if len(sources) == max(MAX_SOURCES, len(reading.ground.document["contribution_sources"])):
        reading.wrong(record, "name", _("at most %(n)s origins", n=MAX_SOURCES))
    reading.places[f"contribution_sources[{len(sources)}]"] = record
    sources.append(
        {
            "name": name,
            "status": (status or SourceStatus.PUBLIC).value,
            "amount": number(amount),
            "is_partner": own,
            "pledge": (pledge or Pledge.INTENDED).value,
            "evidence": old.get("evidence"),
        }
    )


def of_nobody(records: Iterable[Record], known: Collection[str]) -> Iterable[Fault]:
    """Find rows that say something and name none of the partners that are known."""
    for record in records:
        if record.partner not in known and record.says_something:
            expected = _("one of: %(values)s", values=", ".join(known))
            yield Fault(record.sheet, record.at("partner"), record.partner[:SHOWN], expected)


def check(notes: list[Note], record: Record, head: str, computed: Decimal) -> None:
    """Note a computed cell in which something else stands; one without a value says nothing."""
    text = record[head].strip()
    if text and not comes_to(text, computed) and not text.startswith("="):
        notes.append(Note(record.sheet, record.at(head), text[:SHOWN], number(computed)))


def _only_for(reading: Reading, record: Record, head: str, fits: bool) -> None:
    if not fits and record[head].strip():
        reading.wrong(record, head, _("nothing: costs of this kind do not have it"))


def _open_to(ground: Ground, old: Mapping[str, Any]) -> list[Category]:
    stays = old.get("category")
    return [c for c in WRITTEN if c in ground.categories or c.value == stays]


def _text(
    most: int, old: Mapping[str, Any], name: str, *, needed: bool = False
) -> Callable[[str], str]:
    """Read a text as it stands; one that is longer than people may write stays if it is old."""

    def read(text: str) -> str:
        if needed and not text.strip():
            raise ValueError(_("something: it must not be empty"))
        if len(text) > most and text != old.get(name):
            raise ValueError(_("at most %(n)s characters", n=most))
        return text

    return read


def _period(ground: Ground) -> Callable[[str], str]:
    def read(text: str) -> str:
        name = period_of(text.strip().lower())
        if name and name not in {*ground.periods, "preparation", "closure"}:
            raise ValueError(_("a period, for example period_1, preparation or closure"))
        return name

    return read


def _is_period(ground: Ground, head: str) -> bool:
    """Whether a column is one of an implementation period that the project has."""
    name = period_of(head)
    return name.isdigit() and name in ground.periods
