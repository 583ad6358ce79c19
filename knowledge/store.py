"""The register: one writer, one transaction a Reading, nothing half stored.

``Register.add`` costs what the paper can reach and no more: its own rows, the citations that bear one of its numbers
or dates (indexed), the office's letters that pass on the same paper, and what follows from the papers linked with it
(``knowledge.derived``). So n files take n times about the same work.
"""

from __future__ import annotations

import base64
import fcntl
import json
import secrets
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from rapidfuzz import fuzz
from sqlalchemy import (
    ColumnElement,
    Engine,
    String,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    literal_column,
    union_all,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from extract.record import Communication, Evidence, Reading
from knowledge import derived
from knowledge.answers import ReadingEntry
from knowledge.edges import IDS, ask, pieces
from knowledge.identity import (
    Face,
    dispatch_number,
    face_of,
    fold,
    full_date,
    likeness,
    loose_key,
    number_key,
    same_office,
)
from knowledge.lineage import Mail, Paper, acts_on
from knowledge.migrations import HEAD
from knowledge.resolve import Candidate, Citing, Wanted, choose, structure, wanted
from knowledge.search import tokens
from knowledge.tables import (
    CiteRow,
    CopyRow,
    DecisionRow,
    IdentityRow,
    MetaRow,
    PinRow,
    ReadingRow,
    RedirectRow,
    RelationRow,
    SearchRow,
    WorkRow,
)

BUSY_MS = 30_000
PRAGMAS = (
    f"busy_timeout={BUSY_MS}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-65536",
    "temp_store=MEMORY",
    "wal_autocheckpoint=8192",
)
KEPT_READINGS = 256
"""Readings that are kept unpacked: one file's neighbours are asked for again and again while papers are added."""
SETTLED_AT_ONCE = 400
"""Stale works of which one transaction takes care when a question finds them."""
TRIES = 3
"""How often what is stale is derived in vain, because papers came meanwhile, before it keeps them waiting."""
OPENING = threading.Lock()
PASSING_ON = ("forwards", "encloses")


@dataclass(frozen=True)
class HeldWork:
    """A work that the register already held from another file when this one came."""

    id: str
    kind: str | None
    reference_no: str | None
    date: str | None
    held_in: tuple[str, ...]


@dataclass(frozen=True)
class Added:
    """What ``Register.add`` did. ``works`` are the ids of the file's works in its order."""

    status: Literal["new", "unchanged", "replaced"]
    sha256: str
    name: str
    works: tuple[str, ...]
    held_before: tuple[HeldWork, ...]


class Register:
    """The knowledge base in one folder (SQLite) or behind a URL. Open with ``Register.open``; a context manager."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.cache: dict[str, tuple[str, Any]] = {}
        self.kept: dict[str, dict[Any, Any]] = {}
        self.unpacked: OrderedDict[tuple[str, str, str], Reading] = OrderedDict()
        self.lock = threading.Lock()
        self.settling = threading.Lock()

    @classmethod
    def open(cls, home: Path, url: str | None = None) -> Register:
        """Create ``home`` and the database where absent, bring the schema up to date. OSError if not writable."""
        home.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url or f"sqlite:///{(home / 'register.sqlite3').resolve()}")
        if engine.dialect.name == "sqlite":
            prepare_sqlite(engine)
        with opening(home):
            if not up_to_date(engine):
                migrate(engine)
            register = cls(engine)
            with register.session() as s:
                current = derived.made_by_this_code(s)
            if not current:
                with register.writing() as s:
                    derived.sign(s)
                    bump(s)
        return register

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A reading session: one consistent view."""
        with Session(self.engine) as s:
            yield s

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """The one writer's session: committed whole or not at all."""
        with self.engine.connect().execution_options(writes=True) as connection, Session(connection) as s:
            yield s
            s.commit()

    def generation(self) -> str:
        with self.session() as s:
            return generation_in(s)

    def cached(self, name: str, make: Any) -> Any:
        """``make()``'s result, kept until the register changes (also when another process changes it)."""
        now = self.generation()
        kept = self.cache.get(name)
        if kept is None or kept[0] != now:
            kept = (now, make())
            self.cache[name] = kept
        return kept[1]

    def keep(self, name: str, makers: dict[Any, Callable[[], Any]]) -> dict[Any, Any]:
        """What each key's maker makes, taken from the last call where it had the key: only what is new is made."""
        before = self.kept.get(name, {})
        made = {key: before[key] if key in before else make() for key, make in makers.items()}
        self.kept[name] = made
        return made

    def kept_readings(self, s: Session, files: Collection[str]) -> dict[str, Reading]:
        """The Readings of these files; those asked for of late are not unpacked again."""
        found: dict[str, Reading] = {}
        for piece in pieces(files):
            keys = {row[0]: (row[0], row[1], row[2]) for row in ask(s, VERSIONS_OF, {"ids": piece})}
            with self.lock:
                for sha, key in keys.items():
                    if key in self.unpacked:
                        self.unpacked.move_to_end(key)
                        found[sha] = self.unpacked[key]
            if len(found) == len(set(files)):
                return found
            for sha, body in ask(s, BODIES_OF, {"ids": [sha for sha in keys if sha not in found]}):
                found[sha] = self.keep_reading(keys[sha], unpack(body))
        return found

    def keep_reading(self, key: tuple[str, str, str], reading: Reading) -> Reading:
        with self.lock:
            self.unpacked[key] = reading
            if len(self.unpacked) > KEPT_READINGS:
                self.unpacked.popitem(last=False)
        return reading

    @contextmanager
    def settled(self) -> Iterator[Session]:
        """A reading session in which everything derived is that of the Readings; derives what is stale before."""
        while True:
            with self.session() as s:
                if derived.is_settled(s):
                    yield s
                    return
            self.settle()

    def is_settled(self) -> bool:
        with self.session() as s:
            return derived.is_settled(s)

    def settle(self, told: Callable[[int], None] | None = None) -> None:
        """Derive all that is stale; ``told`` how many works and files are left. A large island may take minutes.

        One thread of a process does it, the others wait for it here, not at the database. Nothing is locked while an
        island is derived: who adds papers meanwhile does not wait.
        """
        with self.settling:
            tries = 0
            while left := self.stale_count():
                if told is not None:
                    told(left)
                # Where papers come faster than their island is derived they have to wait once.
                tries = 0 if self.settle_some(locked=tries == TRIES) else tries + 1

    def stale_count(self) -> int:
        with self.session() as s:
            return derived.stale_count(s)

    def settle_some(self, locked: bool) -> bool:
        """Derive some of what is stale; False where the register changed meanwhile and nothing was stored."""
        if locked:
            with self.writing() as s:
                derived.settle(s, partial(self.kept_readings, s), derived.some_stale(s, SETTLED_AT_ONCE))
            return True
        with self.session() as s:
            before = generation_in(s)
            made = derived.derivation(s, partial(self.kept_readings, s), derived.some_stale(s, SETTLED_AT_ONCE))
        with self.writing() as s:
            if made is None or generation_in(s) != before:
                return False
            derived.store(s, made)
        return True

    def settle_small(self, s: Session, owners: set[str]) -> None:
        """Mark what a change reaches as stale, and derive it while the change is stored.

        Large islands wait for the first question, and so does what cannot be derived from: no fault of a rule may
        keep a Reading out. Who asks is told.
        """
        s.flush()
        derived.mark(s, owners)
        try:
            derived.settle(s, partial(self.kept_readings, s), owners, derived.MOST_WHILE_ADDING)
        except SQLAlchemyError:
            raise
        except Exception:
            return

    def has(self, sha256: str, pipeline_version: str) -> bool:
        with self.session() as s:
            row = s.get(ReadingRow, sha256)
            return row is not None and row.pipeline_version == pipeline_version

    def readings(self, limit: int | None = None, offset: int = 0, bare: bool = False) -> list[ReadingEntry]:
        """The files held, oldest first; ``bare``: those in which no paper was found."""
        order = (col(ReadingRow.added_at), col(ReadingRow.name), col(ReadingRow.sha256))
        wanted = (BARE_ENTRIES if bare else ENTRIES).order_by(*order).limit(limit).offset(offset)
        with self.session() as s:
            return [ReadingEntry(**row._mapping) for row in s.execute(wanted)]

    def readings_count(self, bare: bool = False) -> int:
        with self.session() as s:
            return int(s.scalar(COUNTED.where(BARE) if bare else COUNTED) or 0)

    def is_empty(self) -> bool:
        with self.session() as s:
            return s.scalar(select(ReadingRow.sha256).limit(1)) is None

    def reading(self, sha256: str) -> Reading | None:
        with self.session() as s:
            row = s.get(ReadingRow, sha256)
            return unpack(row.body) if row else None

    def add(self, reading: Reading) -> Added:
        """Store a Reading and what it resolves, in one transaction. Idempotent by (sha256, pipeline version)."""
        return self.add_all([reading])[0]

    def add_all(self, readings: Iterable[Reading]) -> list[Added]:
        """As ``add`` for several, all in one transaction: all are stored or none."""
        with self.writing() as s:
            reach: set[str] = set()
            made = [self.take_in(s, reading, reach) for reading in readings]
            if reach:
                bump(s)
                self.settle_small(s, reach)
        return made

    def take_in(self, s: Session, reading: Reading, reach: set[str]) -> Added:
        """Store one Reading; what may follow otherwise from now on is added to ``reach``."""
        held = next(iter(ask(s, READ_BY, {"sha256": reading.source.sha256})), None)
        if held and held[0] == reading.pipeline_version:
            sha = reading.source.sha256
            works = tuple(c.work_id for c in copies_of_file(s, sha))
            return Added("unchanged", sha, held[2], works, ())
        intake = Intake(s, reading, replaces=held is not None)
        made = intake.run()
        reach |= intake.reach | {f"{derived.FILE}{made.sha256}"}
        self.keep_reading((made.sha256, reading.pipeline_version, intake.added_at), reading)
        return made

    def join(self, keep: str, other: str, reason: str) -> str:
        """Make two works one by a person's word; ``other`` leaves a redirect. The id that stays.

        LookupError where an id is unknown, ValueError where both are one already or no reason is given.
        """
        if not reason.strip():
            raise ValueError("a reason is needed")
        with self.writing() as s:
            one, two = known_work(s, keep), known_work(s, other)
            if one.id == two.id:
                raise ValueError("both ids name the same work already")
            kept = one.id
            rework = Rework(s)
            rework.join(one, two, reason)
            bump(s)
            self.settle_small(s, rework.reach)
            return kept

    def split(self, work_id: str, file: str, reason: str) -> str:
        """Take the copy in one file (its name or sha256) out of a work, by a person's word. The id of the new work.

        LookupError where the work is unknown, ValueError where it has no such copy or no other.
        """
        if not reason.strip():
            raise ValueError("a reason is needed")
        with self.writing() as s:
            rework = Rework(s)
            made = rework.split(known_work(s, work_id), file, reason)
            bump(s)
            self.settle_small(s, rework.reach)
            return made


@contextmanager
def opening(home: Path) -> Iterator[None]:
    """One opener at a time, among threads and processes: the second finds the tables made."""
    with OPENING, (home / "register.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def up_to_date(engine: Engine) -> bool:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD


def migrate(engine: Engine) -> None:
    """Bring the schema up to date, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def prepare_sqlite(engine: Engine) -> None:
    """WAL, full synchronisation (power loss, not only a killed process), foreign keys, and honest transactions."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver would start transactions late
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        # A writer takes its lock at once: upgrading a reader's lock half way can fail without waiting.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def pack(reading: Reading) -> bytes:
    return zlib.compress(reading.to_json().encode())


def unpack(body: bytes) -> Reading:
    return Reading.model_validate_json(zlib.decompress(body))


def pack_evidence(evidence: Iterable[Evidence]) -> str:
    return json.dumps([e.model_dump() for e in evidence], ensure_ascii=False)


def unpack_evidence(body: str) -> tuple[Evidence, ...]:
    return tuple(Evidence.model_validate(e) for e in json.loads(body))


def new_id() -> str:
    """Opaque and permanent: nothing that may be corrected goes into it."""
    return "w" + base64.b32encode(secrets.token_bytes(7)).decode().lower()[:10]


def generation_in(s: Session) -> str:
    """A name for the state in which this session sees what papers and persons have said."""
    row = s.get(MetaRow, "generation")
    return row.value if row else "0"


def bump(s: Session) -> None:
    row = s.get(MetaRow, "generation")
    s.merge(MetaRow(key="generation", value=str(int(row.value) + 1 if row else 1)))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def copies_of_file(s: Session, sha256: str) -> list[CopyRow]:
    return list(s.exec(select(CopyRow).where(col(CopyRow.sha256) == sha256).order_by(col(CopyRow.ordinal))))


def names_of(s: Session, work_id: str) -> tuple[str, ...]:
    """The files in which a work is held, by name."""
    rows = s.exec(
        select(ReadingRow.name)
        .join(CopyRow, col(CopyRow.sha256) == col(ReadingRow.sha256))
        .where(col(CopyRow.work_id) == work_id)
    )
    return tuple(sorted(set(rows)))


# ------------------------------------------------------------------------------------------ questions asked often
# Statements are built once: building one costs more than answering it.
SHA: Any = bindparam("sha256")
READ_BY = select(ReadingRow.pipeline_version, ReadingRow.added_at, ReadingRow.name).where(col(ReadingRow.sha256) == SHA)
VERSIONS_OF = select(ReadingRow.sha256, ReadingRow.pipeline_version, ReadingRow.added_at).where(
    col(ReadingRow.sha256).in_(IDS)
)
ENTRIES: Any = select(*(
    col(c)
    for c in (
        ReadingRow.sha256, ReadingRow.name, ReadingRow.pages, ReadingRow.added_at, ReadingRow.pipeline_version,
        ReadingRow.communications, ReadingRow.problems,
    )
))  # fmt: skip
BARE = col(ReadingRow.papers) == literal_column("0")
"""Written out, as the index over these rows says it."""
BARE_ENTRIES = ENTRIES.where(BARE)
COUNTED = select(func.count()).select_from(ReadingRow)
BODIES_OF = select(ReadingRow.sha256, ReadingRow.body).where(col(ReadingRow.sha256).in_(IDS))
PINS_OF = select(PinRow.id).where(col(PinRow.sha256) == SHA)
WORKS_KNOWN_AS = select(IdentityRow.key, IdentityRow.work_id).where(col(IdentityRow.key).in_(IDS))
WORKS_OF_FILE = select(CopyRow.work_id).where(col(CopyRow.sha256) == SHA)

NUMBER: Any = bindparam("number")
LOOSE: Any = bindparam("loose")
DATE: Any = bindparam("date")
OF_NUMBER, OF_LOOSE = col(WorkRow.number_key) == NUMBER, col(WorkRow.loose_key) == LOOSE
NO_DAY = col(WorkRow.date).is_(None) | (func.length(col(WorkRow.date)) < 10)
# Whether they are held is asked of the rows: nearly all are, and the database would believe its index on it.
NUMBER_TWINS = select(WorkRow.id, WorkRow.held).where(OF_NUMBER)
DATED_TWINS = select(WorkRow.id, WorkRow.held).where(
    (OF_NUMBER & ((col(WorkRow.date) == DATE) | NO_DAY)) | (OF_LOOSE & (col(WorkRow.date) == DATE))
)
ON_THE_DAY: ColumnElement[bool] = (col(WorkRow.date) >= bindparam("from")) & (col(WorkRow.date) < bindparam("to"))
CANDIDATES: Any = select(*(
    col(c)
    for c in (
        WorkRow.id, WorkRow.held, WorkRow.kind, WorkRow.number_key, WorkRow.loose_key, WorkRow.date, WorkRow.issuer,
        WorkRow.subject,
    )
))  # fmt: skip
WORKS_OF_NUMBER = CANDIDATES.where(OF_NUMBER | OF_LOOSE)
WORKS_OF_NUMBER_AND_DAY = CANDIDATES.where((OF_NUMBER & (ON_THE_DAY | NO_DAY)) | (OF_LOOSE & ON_THE_DAY))
OF_DISPATCH = col(WorkRow.number_key).endswith(NUMBER) | col(WorkRow.number_key).endswith(NUMBER + "/")
WORKS_OF_DISPATCH_AND_DAY = CANDIDATES.where(ON_THE_DAY & OF_DISPATCH)
WORKS_OF_DAY = CANDIDATES.where(ON_THE_DAY)

DAY: Any = bindparam("day", type_=String)
DAYS: Any = (DAY, bindparam("month"))
CITES_OF_FILE = select(CiteRow).where(col(CiteRow.sha256) == SHA)
CITES_MEANING = select(CiteRow).where(
    (col(CiteRow.sha256) == SHA)
    | (col(CiteRow.target_id) == bindparam("target"))
    | (
        (col(CiteRow.number_key) == NUMBER)
        & (DAY.is_(None) | col(CiteRow.date).is_(None) | col(CiteRow.date).in_(DAYS))
    )
    | ((col(CiteRow.loose_key) == LOOSE) & col(CiteRow.date).in_(DAYS))
    | ((col(CiteRow.number_key) == bindparam("dispatch")) & (col(CiteRow.date) == DAY))
    | (col(CiteRow.number_key).is_(None) & col(CiteRow.date).in_(DAYS))
)
"""Those of one file, those that lead to one work, and those that bear its number, or its date and no number."""

ACTED_ON = select(RelationRow.target_id).where(
    col(RelationRow.source_id) == bindparam("source"), col(RelationRow.relation) == "acts_on"
)
PASSED_ON: Any = union_all(
    select(CiteRow.target_id).where(col(CiteRow.work_id).in_(IDS), col(CiteRow.relation).in_(PASSING_ON)),
    select(RelationRow.target_id).where(col(RelationRow.source_id).in_(IDS), col(RelationRow.relation).in_(PASSING_ON)),
)
MAILS_PASSING_ON: Any = union_all(
    select(CiteRow.work_id)
    .join(WorkRow, col(WorkRow.id) == col(CiteRow.work_id))
    .where(col(CiteRow.target_id).in_(IDS), col(CiteRow.relation).in_(PASSING_ON), col(WorkRow.kind) == "email"),
    select(RelationRow.source_id)
    .join(WorkRow, col(WorkRow.id) == col(RelationRow.source_id))
    .where(col(RelationRow.target_id).in_(IDS), col(RelationRow.relation).in_(PASSING_ON))
    .where(col(WorkRow.kind) == "email"),
)


class Intake:
    """One Reading on its way into the register, inside one transaction."""

    def __init__(self, s: Session, reading: Reading, replaces: bool) -> None:
        self.s = s
        self.reading = reading
        self.sha256 = reading.source.sha256
        self.replaces = replaces
        self.old: list[CopyRow] = []
        self.work_of: dict[int, str] = {}
        self.touched: set[str] = set()
        self.reach: set[str] = set()
        """Works from which something else may follow now: those touched, and the ends of edges that moved."""
        self.added_at = now()
        self.seen: dict[str, WorkRow] = {}

    def run(self) -> Added:
        if self.replaces:
            self.withdraw()
        self.store_reading()
        held_before = [
            self.assign(i, item) for i, item in enumerate(self.reading.communications) if item.kind != "unreadable"
        ]
        self.s.flush()
        self.let_go()
        self.recompose()
        self.store_cites()
        self.store_structure()
        self.resolve_reach()
        self.infer()
        self.reach |= self.touched
        works = tuple(dict.fromkeys(self.work_of[i] for i in sorted(self.work_of)))
        known = {h.id: h for h in held_before if h}
        return Added(
            "replaced" if self.replaces else "new", self.sha256, self.reading.source.name, works, tuple(known.values())
        )

    def withdraw(self) -> None:
        """Take back everything that the former reading of this file said; the works' ids stay known."""
        self.old = copies_of_file(self.s, self.sha256)
        self.touched |= {c.work_id for c in self.old}
        self.s.expunge_all()
        ids = [c.id for c in self.old]
        for side in (CiteRow.target_id, CiteRow.work_id):
            self.reach |= {i for i in self.s.scalars(select(side).where(col(CiteRow.sha256) == self.sha256)) if i}
        for end in (RelationRow.target_id, RelationRow.source_id):
            self.reach |= set(self.s.scalars(select(end).where(col(RelationRow.sha256) == self.sha256)))
        self.s.execute(delete(SearchRow).where(col(SearchRow.copy_id).in_(ids)))
        for table in (CiteRow, RelationRow, CopyRow):
            self.s.execute(delete(table).where(col(table.sha256) == self.sha256))

    def store_reading(self) -> None:
        source = self.reading.source
        values = {
            "pipeline_version": self.reading.pipeline_version,
            "name": source.name,
            "pages": source.pages,
            "communications": len(self.reading.communications),
            "problems": len(self.reading.problems),
            "added_at": self.added_at,
            "marks": len(self.reading.receipt_marks),
            "papers": sum(item.kind != "unreadable" for item in self.reading.communications),
            "body": pack(self.reading),
        }
        if self.replaces:
            self.s.execute(update(ReadingRow).where(col(ReadingRow.sha256) == self.sha256).values(values))
        else:
            self.write(insert(ReadingRow), [{"sha256": self.sha256, **values}])

    # ------------------------------------------------------------------ identity
    def assign(self, ordinal: int, item: Communication) -> HeldWork | None:
        """Give the communication its work: one that is held, the one it was before, or a new one."""
        face = face_of(item, self.reading.text)
        known = {row[0]: row[1] for row in self.rows(WORKS_KNOWN_AS, {"ids": list(identity_keys(face))})}
        work, reason = self.pinned(item)
        if work is None:
            work, reason = self.find(face, item, known)
        before: HeldWork | None = None
        worth = copy_worth(item, self.reading)
        if work is None:
            work, reason = WorkRow(id=new_id(), held=True), "new"
            fill(work, face, better=True)
            self.s.add(work)
        else:
            names = names_of(self.s, work.id)
            if names and work.id not in self.work_of.values():
                before = HeldWork(work.id, work.kind, work.reference_no, work.date, names)
            self.update(work, face, worth)
        self.seen[work.id] = work
        self.s.flush()
        copy = {
            "sha256": self.sha256,
            "ordinal": ordinal,
            "work_id": work.id,
            "kind": item.kind,
            "start": item.start,
            "end": item.end,
            "worth": worth,
            "reason": reason,
        }
        key = self.s.connection().execute(insert(CopyRow), copy).inserted_primary_key
        assert key is not None
        self.know_as(work, face, known)
        # A page's words are found through the copy that they stand in.
        text = self.reading.text[item.start : item.end]
        words, shown = " ".join(tokens(text)), " ".join(text.split())
        self.write(insert(SearchRow), [{"copy_id": key[0], "words": words, "shown": shown}])
        self.work_of[ordinal] = work.id
        self.touched.add(work.id)
        return before

    def rows(self, statement: Any, values: dict[str, Any]) -> list[Any]:
        return list(ask(self.s, statement, values))

    def write(self, statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.s.connection().execute(statement, rows)

    def work(self, work_id: str) -> WorkRow | None:
        """As ``Session.get``, which forgets what nobody holds."""
        if work_id not in self.seen:
            found = self.s.get(WorkRow, work_id)
            if found is None:
                return None
            self.seen[work_id] = found
        return self.seen[work_id]

    def pinned(self, item: Communication) -> tuple[WorkRow | None, str]:
        """The work to which a person joined this place of the file; a correction outranks the machine."""
        if not self.rows(PINS_OF, {"sha256": self.sha256}):
            return None, ""
        pins = self.s.exec(select(PinRow).where(col(PinRow.sha256) == self.sha256)).all()
        words = anchor_words(item, self.reading)
        likely = [(fuzz.ratio(words, p.words), p) for p in pins if p.page == (item.pages[0] if item.pages else 0)]
        best = max(likely, key=lambda x: x[0], default=None)
        if best is None or best[0] < ANCHOR_LIKENESS:
            return None, ""
        work = self.s.get(WorkRow, best[1].work_id)
        return (work, "a person's word") if work else (None, "")

    def find(self, face: Face, item: Communication, known: dict[str, str]) -> tuple[WorkRow | None, str]:
        for key in identity_keys(face):
            work = self.work(known[key]) if key in known else None
            if work and same_office(face.issuer, work.issuer) is not False:
                return work, "same identity"
        if face.number:
            values = {"number": face.number, "loose": loose_key(face.reference_no), "date": face.date}
            rows_found = self.rows(DATED_TWINS if full_date(face.date) else NUMBER_TWINS, values)
            twins = {work for work, held in rows_found if held}
            rows = [w for i in sorted(twins - self.taken()) if (w := self.work(i))]
            alike = [(w, why) for w in rows if (why := alike_to(face, w))]
            if len(alike) == 1:
                return alike[0]
        return self.find_former(item)

    def know_as(self, work: WorkRow, face: Face, known: dict[str, str]) -> None:
        """Keep the identity as a key of the work; with the office where another office's paper has the bare key."""
        for key in identity_keys(face):
            if key not in known:
                self.write(insert(IdentityRow), [{"key": key, "work_id": work.id}])
            if known.get(key, work.id) == work.id:
                return

    def taken(self) -> set[str]:
        """Two communications of one file are two works unless their identities are equal."""
        return set(self.work_of.values())

    def find_former(self, item: Communication) -> tuple[WorkRow | None, str]:
        """Where this file was read before: the work of the same place in it, if no other file holds it."""
        for c in self.old:
            shared = min(c.end, item.end) - max(c.start, item.start)
            if shared * 2 <= max(c.end - c.start, item.end - item.start) or (c.kind == "email") != (
                item.kind == "email"
            ):
                continue
            work = self.s.get(WorkRow, c.work_id)
            elsewhere = self.s.exec(select(CopyRow.id).where(col(CopyRow.work_id) == c.work_id)).first()
            if work and elsewhere is None:
                return work, "the same place of this file, read again"
        return None, ""

    def update(self, work: WorkRow, face: Face, worth: float) -> None:
        """A work shows its best copy; what that lacks, another copy fills in. Of equals the smaller hash is shown."""
        best_first = (col(CopyRow.worth).desc(), col(CopyRow.sha256))
        best = self.s.exec(select(CopyRow).where(col(CopyRow.work_id) == work.id).order_by(*best_first)).first()
        if best is None:
            blank(work)
        fill(work, face, best is None or (-worth, self.sha256) < (-best.worth, best.sha256))
        self.s.add(work)

    def recompose(self) -> None:
        """Works that the former reading of this file helped to describe are described again by their copies."""
        for work_id in sorted({c.work_id for c in self.old}):
            best_first = (col(CopyRow.worth).desc(), col(CopyRow.sha256))
            copies = self.s.exec(select(CopyRow).where(col(CopyRow.work_id) == work_id).order_by(*best_first)).all()
            work = self.s.get(WorkRow, work_id)
            if work is None or not copies:
                continue
            blank(work)
            for copy in copies:
                reading = self.reading_of(copy.sha256)
                fill(work, face_of(reading.communications[copy.ordinal], reading.text), better=False)
            self.s.add(work)
        self.s.flush()

    def reading_of(self, sha256: str) -> Reading:
        if sha256 == self.sha256:
            return self.reading
        row = self.s.get(ReadingRow, sha256)
        assert row is not None
        return unpack(row.body)

    def let_go(self) -> None:
        """Works of the former reading that no file holds any more are only cited from now on."""
        for work_id in {c.work_id for c in self.old} - set(self.work_of.values()):
            if self.s.exec(select(CopyRow.id).where(col(CopyRow.work_id) == work_id)).first() is None:
                work = self.s.get(WorkRow, work_id)
                if work:
                    work.held = False
                    self.s.add(work)

    # ------------------------------------------------------------------ relations
    def store_cites(self) -> None:
        rows = []
        for i, work_id in self.work_of.items():
            item = self.reading.communications[i]
            own = item.reference_no.value if item.reference_no else None
            for cite in item.cites:
                want = wanted(cite, own)
                if not want.number and not want.date:
                    continue
                rows.append(
                    {
                        "sha256": self.sha256,
                        "ordinal": i,
                        "work_id": work_id,
                        "reference_no": cite.reference_no or (own if cite.even_number else None),
                        "number_key": want.number,
                        "loose_key": want.loose,
                        "date": cite.date,
                        "issuer": cite.issuer,
                        "kind": cite.kind,
                        "relation": cite.relation,
                        "even_number": cite.even_number,
                        "confidence": cite.confidence,
                        "evidence": pack_evidence(cite.evidence),
                        "fit": 1.0,
                        "how": "",
                    }
                )
        self.write(insert(CiteRow), rows)

    def store_structure(self) -> None:
        edges = structure(self.reading)
        for edge in edges:
            source, target = self.work_of[edge.source], self.work_of[edge.target]
            if source != target:
                self.s.add(relation_row(self.sha256, source, target, edge))
        endorsing = {e.source for e in edges if e.relation == "endorses"}
        for i, work_id in self.work_of.items():
            item = self.reading.communications[i]
            if item.kind == "endorsement" and i not in endorsing and item.reference_no and item.date:
                self.s.add(lone_endorsement(self.sha256, i, work_id, item))
        self.s.flush()

    def resolve_reach(self) -> None:
        """Resolve this file's citations, and those of others that bear a number or date of the works touched here."""
        reached: dict[int | None, CiteRow] = {}
        for work_id in sorted(self.touched):
            work = self.work(work_id)
            day = full_date(work.date) if work else None
            # A citation that names only the month cannot be found by the day.
            values = {
                "sha256": self.sha256, "target": work_id, "number": work and work.number_key, "day": day,
                "loose": work.loose_key if work and day else None, "month": day[:7] if day else None,
                "dispatch": dispatch_number(work.number_key) if work else None,
            }  # fmt: skip
            reached |= {row.id: row for row in self.s.scalars(CITES_MEANING, values)}
        if not self.touched:
            reached |= {row.id: row for row in self.s.scalars(CITES_OF_FILE, {"sha256": self.sha256})}
        # Numbers first: a paper known by its number can then be what a date alone means.
        for row in sorted(reached.values(), key=lambda r: (r.number_key is None, r.id or 0)):
            self.resolve_cite(row)
        self.s.flush()

    def resolve_cite(self, row: CiteRow) -> None:
        citing = self.work(row.work_id)
        assert citing is not None
        want = Wanted(row.number_key, row.loose_key, row.date, row.issuer, row.kind, row.relation, row.even_number)
        about = Citing(citing.id, citing.number_key, citing.date, citing.issuer, citing.subject)
        found = choose(want, about, self.candidates(row))
        if (
            found is None
            and row.number_key
            and row.number_key == citing.number_key
            and dates_equal(row.date, citing.date)
        ):
            target, how = None, "names itself"
        elif found is None:
            target, how = self.absent(row), "not held"
        else:
            target, how = found.id, found.how
        former = row.target_id
        row.fit = round(found.confidence, 3) if found else 1.0
        row.target_id, row.how = target, how
        if former != target:
            self.reach |= {i for i in (row.work_id, former, target) if i}
        if former and target and former != target:
            self.s.flush()
            self.lead_over(former, target)

    def candidates(self, row: CiteRow) -> list[Candidate]:
        values = {"number": row.number_key, "loose": row.loose_key, "from": row.date, "to": f"{row.date}~"}
        if row.number_key:
            # A file number can head thousands of letters: those of other full dates are not meant.
            found = self.rows(WORKS_OF_NUMBER_AND_DAY if row.date else WORKS_OF_NUMBER, values)
            if full_date(row.date) and row.number_key.isdecimal():
                known = {r[0] for r in found}
                found += [r for r in self.rows(WORKS_OF_DISPATCH_AND_DAY, values) if r[0] not in known]
        else:
            found = self.rows(WORKS_OF_DAY, values)
        here: set[str] = set()
        if found and not row.number_key:
            here = {r[0] for r in self.rows(WORKS_OF_FILE, {"sha256": row.sha256})}
        return [
            Candidate(work, held, kind, number, loose, day, issuer, subject, work in here)
            for work, held, kind, number, loose, day, issuer, subject in found
        ]

    def absent(self, row: CiteRow) -> str:
        """The record of a paper that is cited and not held; its id stays when the paper comes."""
        key = "|".join(("cited", row.number_key or "", row.date or "", "" if row.number_key else row.kind or ""))
        known = self.s.get(IdentityRow, key)
        if known:
            return known.work_id
        work = WorkRow(
            id=new_id(),
            held=False,
            kind=row.kind,
            reference_no=row.reference_no,
            number_key=row.number_key,
            loose_key=row.loose_key,
            date=row.date,
            issuer=row.issuer,
        )
        self.s.add(work)
        self.s.flush()
        self.s.add(IdentityRow(key=key, work_id=work.id))
        self.s.flush()
        return work.id

    def lead_over(self, old: str, new: str) -> None:
        """When the last citation leaves a paper that was not held, its id becomes a redirect to what came."""
        work = self.s.get(WorkRow, old)
        if work is None or work.held or self.s.exec(select(CiteRow.id).where(col(CiteRow.target_id) == old)).first():
            return
        self.s.execute(update(IdentityRow).where(col(IdentityRow.work_id) == old).values(work_id=new))
        self.s.execute(update(RedirectRow).where(col(RedirectRow.work_id) == old).values(work_id=new))
        self.s.merge(RedirectRow(old_id=old, work_id=new, reason="the cited paper came, or was recognised", at=now()))
        self.s.flush()
        self.s.delete(work)
        self.s.flush()
        self.seen.pop(old, None)

    # ------------------------------------------------------------------ inference
    def infer(self) -> None:
        """``acts_on`` for the letters that this file can change: its own, and those that carry what its mails carry."""
        letters = {
            w for i, w in self.work_of.items() if self.reading.communications[i].kind not in ("email", "endorsement")
        }
        mails = {w for i, w in self.work_of.items() if self.reading.communications[i].kind == "email"}
        carried = set().union(*(self.passed_on(m) for m in mails)) if mails else set()
        for paper in carried:
            letters |= set(
                self.s.exec(
                    select(CiteRow.work_id).where(
                        col(CiteRow.target_id) == paper, col(CiteRow.relation).in_(PASSING_ON)
                    )
                )
            )
        for letter in sorted(letters):
            self.infer_letter(letter)

    def infer_letter(self, letter: str) -> None:
        work = self.work(letter)
        if work is None or not work.held or work.kind in ("email", "endorsement"):
            return
        former = {r[0] for r in self.rows(ACTED_ON, {"source": letter})}
        if former:
            self.reach |= {letter, *former}
            self.s.execute(
                delete(RelationRow).where(col(RelationRow.source_id) == letter, col(RelationRow.relation) == "acts_on")
            )
        # What the letter itself passes on; what that in turn encloses reached the office with it, not by mail.
        carried = self.next_passed({letter})
        if not carried:
            return
        mails = self.mails_carrying(carried)
        if not mails:
            return
        sha, start, end, reading = self.best_copy(letter)
        item = next(c for c in reading.communications if (c.start, c.end) == (start, end))
        paper = Paper(letter, work.date, work.issuer, printed_with(reading, item))
        found = acts_on(paper, [self.mail(m) for m in sorted(mails)])
        if found:
            self.reach |= {letter, found.mail}
            self.s.add(
                RelationRow(
                    sha256=sha,
                    source_id=letter,
                    target_id=found.mail,
                    relation="acts_on",
                    inferred=True,
                    confidence=found.confidence,
                    how=found.how,
                    evidence=pack_evidence(item.issuer.evidence[:1] if item.issuer else ()),
                )
            )
            self.s.flush()

    def passed_on(self, work_id: str) -> set[str]:
        """What a paper forwards or encloses, through any chain of forwards."""
        seen: set[str] = set()
        front = {work_id}
        while front:
            front = self.next_passed(front) - seen
            seen |= front
        return seen

    def next_passed(self, front: set[str]) -> set[str]:
        ids = {"ids": sorted(front)}
        return {r[0] for r in self.rows(PASSED_ON, ids) if r[0]}

    def mails_carrying(self, papers: set[str]) -> set[str]:
        """The e-mails from which a chain of forwards leads to one of ``papers``."""
        mails: set[str] = set()
        front = set(papers)
        while front:
            ids = {"ids": sorted(front)}
            front = {r[0] for r in self.rows(MAILS_PASSING_ON, ids)} - mails
            mails |= front
        return mails

    def best_copy(self, work_id: str) -> tuple[str, int, int, Reading]:
        copy = self.s.exec(
            select(CopyRow)
            .where(col(CopyRow.work_id) == work_id)
            .order_by(col(CopyRow.worth).desc(), col(CopyRow.sha256))
        ).first()
        assert copy is not None
        return copy.sha256, copy.start, copy.end, self.reading_of(copy.sha256)

    def mail(self, work_id: str) -> Mail:
        _, start, end, reading = self.best_copy(work_id)
        item = next(c for c in reading.communications if (c.start, c.end) == (start, end))
        return Mail(
            work_id,
            item.sent or (item.date.value if item.date else None),
            tuple(p.value for p in (*item.addressees, *item.copy_to)),
        )


ANCHOR_LIKENESS = 60.0
"""From which likeness (0..100) the first words of a communication are those that a person meant."""
ANCHOR_LENGTH = 300


def anchor_words(item: Communication, reading: Reading) -> str:
    return fold(reading.text[item.start : item.end])[:ANCHOR_LENGTH]


def known_work(s: Session, work_id: str) -> WorkRow:
    """The work, following a redirect. LookupError where there is none."""
    work = s.get(WorkRow, work_id)
    if work is None:
        moved = s.get(RedirectRow, work_id)
        work = s.get(WorkRow, moved.work_id) if moved else None
    if work is None:
        raise LookupError(f"There is no work {work_id!r} in this register.")
    return work


class Rework(Intake):
    """A person's word about works that are held: identities are set, citations resolved anew; no Reading comes in."""

    def __init__(self, s: Session) -> None:
        self.s = s
        self.sha256 = ""
        self.replaces = False
        self.old = []
        self.work_of = {}
        self.touched = set()
        self.reach = set()
        self.added_at = now()
        self.seen = {}

    def join(self, one: WorkRow, two: WorkRow, reason: str) -> None:
        copies = self.copies((one.id, two.id))
        self.reach |= {one.id, two.id, *(c.work_id for c in copies)}
        keys = {
            ("cited", w.number_key or "", day, "") for w in (one, two) if w.number_key for day in (w.date or "", "")
        }
        for table, name in (
            (CopyRow, "work_id"),
            (CiteRow, "work_id"),
            (CiteRow, "target_id"),
            (RelationRow, "source_id"),
            (RelationRow, "target_id"),
            (IdentityRow, "work_id"),
            (RedirectRow, "work_id"),
            (PinRow, "work_id"),
        ):
            self.s.execute(update(table).where(getattr(table, name) == two.id).values({name: one.id}))
        self.s.execute(delete(RelationRow).where(col(RelationRow.source_id) == col(RelationRow.target_id)))
        self.pin(copies, one.id, reason)
        for key in sorted("|".join(k) for k in keys):
            if self.s.get(IdentityRow, key) is None:
                self.s.add(IdentityRow(key=key, work_id=one.id))
        self.s.merge(RedirectRow(old_id=two.id, work_id=one.id, reason=reason, at=now()))
        self.s.add(DecisionRow(verdict="join", one=one.id, other=two.id, reason=reason, at=now()))
        self.s.flush()
        self.s.expire_all()
        self.s.delete(two)
        self.s.flush()
        self.settle((one.id,))

    def split(self, work: WorkRow, file: str, reason: str) -> str:
        copies = self.copies((work.id,))
        shas = set(self.s.exec(select(ReadingRow.sha256).where((col(ReadingRow.name) == file) |
                                                               (col(ReadingRow.sha256) == file))))  # fmt: skip
        going = [c for c in copies if c.sha256 in shas]
        staying = [c for c in copies if c.sha256 not in shas]
        if not going:
            raise ValueError(f"the work has no copy in {file}")
        if not staying:
            raise ValueError("the work is held in this file alone; nothing would remain")
        made = WorkRow(id=new_id(), held=True)
        self.s.add(made)
        self.s.flush()
        self.pin(staying, work.id, reason)
        self.pin(going, made.id, reason)
        for copy in going:
            self.s.execute(
                update(CiteRow)
                .where(col(CiteRow.sha256) == copy.sha256, col(CiteRow.ordinal) == copy.ordinal)
                .values(work_id=made.id)
            )
            for side in ("source_id", "target_id"):
                self.s.execute(
                    update(RelationRow)
                    .where(col(RelationRow.sha256) == copy.sha256, getattr(RelationRow, side) == work.id)
                    .values({side: made.id})
                )
            copy.work_id = made.id
            self.s.add(copy)
        self.s.add(DecisionRow(verdict="split", one=work.id, other=made.id, reason=reason, at=now()))
        self.s.flush()
        self.settle((work.id, made.id))
        return made.id

    def copies(self, ids: tuple[str, ...]) -> list[CopyRow]:
        return list(self.s.exec(select(CopyRow).where(col(CopyRow.work_id).in_(ids))))

    def pin(self, copies: list[CopyRow], work_id: str, reason: str) -> None:
        for c in copies:
            reading = self.reading_of(c.sha256)
            item = reading.communications[c.ordinal]
            words, page = anchor_words(item, reading), item.pages[0] if item.pages else 0
            known = self.s.exec(select(PinRow).where(col(PinRow.sha256) == c.sha256, col(PinRow.page) == page)).all()
            for p in known:
                if fuzz.ratio(p.words, words) >= 99:
                    self.s.delete(p)
            self.s.add(PinRow(sha256=c.sha256, page=page, words=words, work_id=work_id, reason=reason, at=now()))
        self.s.flush()

    def settle(self, ids: tuple[str, ...]) -> None:
        """Describe the works by their copies again and let every citation that can mean them find its target."""
        self.old = self.copies(ids)
        self.recompose()
        self.old = []
        self.touched = set(ids)
        self.reach |= self.touched
        self.resolve_reach()


def blank(work: WorkRow) -> None:
    for name in ("kind", "reference_no", "issuer", "subject", "sender", "sent", "date", "date_basis", "number_key"):
        setattr(work, name, None)


def fill(work: WorkRow, face: Face, better: bool) -> None:
    """Put a copy's fields into the work: all that it shows where it is the better copy, else what is lacking."""
    work.held = True
    for name in ("kind", "reference_no", "issuer", "subject", "sender", "sent"):
        seen = getattr(face, name)
        if seen is not None and (better or getattr(work, name) is None):
            setattr(work, name, seen)
    known = work.date or ""
    # A full date outranks a month, whichever copy bears it.
    if face.date and (len(face.date) > len(known) or (better and len(face.date) == len(known))):
        work.date, work.date_basis = face.date, face.date_basis
    elif work.date is None:
        work.date_basis = face.date_basis or work.date_basis
    work.number_key, work.loose_key = number_key(work.reference_no), loose_key(work.reference_no)


def alike_to(face: Face, w: WorkRow) -> str | None:
    return likeness(face, w.kind or "", w.date, w.issuer, w.subject, face.number == w.number_key)


def identity_keys(face: Face) -> tuple[str, str]:
    return face.key(), f"{face.key()}|{fold(face.issuer or '')}"


def dates_equal(a: str | None, b: str | None) -> bool:
    return bool(a and b and a == b)


def printed_with(reading: Reading, item: Communication) -> str:
    """The letter's own text and that of the endorsement below it (addresses of the office stand there)."""
    rest = [c for c in reading.communications if c.start >= item.end]
    below = next(iter(sorted(rest, key=lambda c: c.start)), None)
    end = below.end if below and below.kind == "endorsement" else item.end
    return reading.text[item.start : end]


def copy_worth(item: Communication, reading: Reading) -> float:
    """How good a copy is: what could be read in it, and how surely. The same whatever came first."""
    filled = sum(getattr(item, f) is not None for f in ("reference_no", "date", "subject", "issuer", "place", "sender"))
    lists = sum(len(getattr(item, f)) for f in ("cites", "deadlines", "courses", "obligations", "amends"))
    pages = [p.confidence for p in reading.pages if p.number in item.pages] or [0.0]
    return round(filled + lists / 10 + sum(pages) / len(pages), 4)


def relation_row(sha256: str, source: str, target: str, edge: Any) -> RelationRow:
    return RelationRow(
        sha256=sha256,
        source_id=source,
        target_id=target,
        relation=edge.relation,
        inferred=edge.inferred,
        confidence=edge.confidence,
        evidence=pack_evidence(edge.evidence),
        how=edge.how,
    )


def lone_endorsement(sha256: str, ordinal: int, work_id: str, item: Communication) -> CiteRow:
    """An endorsement without its letter in the file: by its number and date it names the letter."""
    assert item.reference_no is not None and item.date is not None
    number = item.reference_no.value
    want = wanted_letter(number, item.date.value)
    return CiteRow(
        sha256=sha256,
        ordinal=ordinal,
        work_id=work_id,
        reference_no=number,
        number_key=want.number,
        loose_key=want.loose,
        date=want.date,
        kind="letter",
        relation="endorses",
        even_number=True,
        confidence=0.8,
        evidence=pack_evidence(item.reference_no.evidence[:1]),
    )


def wanted_letter(number: str, date: str) -> Wanted:
    return Wanted(number_key(number), loose_key(number), date, None, "letter", "endorses", True)
