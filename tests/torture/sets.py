"""The sets of files that are broken, and what is known of them.

`story` is the team's: the examples, with a table whose rows move to another. `nasty` has one of
each kind of statement that is hard to get right; {db} in its files is the case's database, for
names that all databases of a server share. `down` has down parts, and what is broken of it is
`pawl down`, a file at a time. `cut` is short, so that it can be cut at every byte.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
import re

from tests.integration.databases import EXAMPLES, Database

from .process import DONE, UP, finish, start, up

FOLDER = Path(__file__).with_name("sets")


@dataclass(frozen=True)
class FileSet:
    name: str
    folders: tuple[Path, ...]
    # Columns whose values differ from run to run, by table: times and random identifiers.
    volatile: dict[str, set[str]] = field(default_factory=dict)
    # "VERSION:STATEMENT" of what nobody can decide, with the reason; see docs.
    undecidable: dict[str, str] = field(default_factory=dict)
    # The same of what a server that dies can tear into parts.
    torn: dict[str, str] = field(default_factory=dict)
    # Is it pawl down that is broken? Then all files have been applied before.
    down: bool = False

    @cache
    def files(self) -> dict[str, str]:
        return {path.stem: path.read_text() for folder in self.folders
                for path in sorted(folder.glob("*.sql"))}

    @property
    def steps(self) -> int:
        return len(self.files())

    def write_to(self, db: Database, count: int | None = None) -> None:
        """The first so many, or all."""
        db.write({name: text.replace("{db}", db.name)
                  for name, text in list(self.files().items())[:count]})

    def prepare(self, db: Database) -> None:
        """Everything that there is before the first step."""
        if self.down:
            self.write_to(db)
            run = up(db)
            assert run.exit == DONE, run

    def command(self, db: Database, step: int) -> tuple[str, ...]:
        """What takes the step, and all before it that were not taken, as often as it is run."""
        if self.down:
            return "down", "--to", ["0", *self.files()][self.steps - step]
        self.write_to(db, step)
        return UP

    def take(self, db: "CaseDatabase", step: int) -> None:
        """All up to this step that were not taken yet, unbroken."""
        if step > db.step:
            run = finish(start(db, command=self.command(db, step)))
            assert run.exit == DONE, run
            db.step = step

    def __hash__(self) -> int:
        return hash(self.name)


STORY_POSTGRES = FileSet(
    "story", (EXAMPLES / "postgres/migrations",),
    volatile={"schema_migrations": {"applied_at"}, "audit_log": {"id", "at"}}
    | {table: {"created_at", "since", "updated_at"} for table in
       ("tenants", "users", "projects", "api_keys", "datasets", "dataset_items", "subscriptions",
        "tenant_settings", "score_configs")})

DOWN_POSTGRES = FileSet("down", (FOLDER / "down_postgres",), down=True)

CUT_CLICKHOUSE = FileSet("cut", (FOLDER / "cut_clickhouse",))
CUT_POSTGRES = FileSet("cut", (FOLDER / "cut_postgres",))
NASTY_POSTGRES = FileSet(
    "nasty", (FOLDER / "nasty_postgres",),
    undecidable={"0007_mixed:9": "DO outside of a transaction may commit on its way"})

# What a server that dies takes with it: the end of its query log.
NO_LOG = "INSERT SELECT into a table that has rows: whether all of its own came, only the log knows"
NOT_ITS_OWN = "the same, where it has none, but another file made it"
AS_MANY = "as many rows as the statement has may be somebody else's"
FEEDS = "an INSERT of several parts, into a table that has rows and feeds views"
STRANDED = "what ATTACH PARTITION has renamed already, no statement attaches any more"
TORN_26 = {"0003_renames:9": AS_MANY, "0004_copies:5": NO_LOG, "0005_views:6": FEEDS,
           "0007_partitions:8": STRANDED, "0008_functions:4": NO_LOG,
           "0011_truncate:2": NOT_ITS_OWN, "0011_truncate:4": AS_MANY, "0012_session:7": NO_LOG}

# An Ordinary database renames the data and then the definition; and 18.16 writes the new
# definition of a column before the data that goes with it.
TWO_RENAMES = "the data can bear the new name and the definition the old one"
OLD_DATA = "the new definition can have the old data behind it"
DETACHED = "DETACH PARTITION copies into a folder first, which this version does not show"
TORN_18 = {"0003_renames:5": TWO_RENAMES, "0003_renames:6": TWO_RENAMES,
           "0003_renames:7": TWO_RENAMES, "0003_renames:8": AS_MANY, "0004_copies:6": NO_LOG,
           "0005_views:6": FEEDS, "0006_partitions:6": DETACHED, "0008_columns:2": OLD_DATA,
           "0008_columns:3": OLD_DATA, "0009_truncate:2": NOT_ITS_OWN, "0009_truncate:4": AS_MANY,
           "0010_session:7": NO_LOG}

STORY_26 = FileSet(
    "story", (EXAMPLES / "clickhouse", FOLDER / "story_clickhouse"),
    volatile={"schema_migrations": {"applied_at"}, "audit_events": {"at"}},
    torn={"0008_runs:1": NOT_ITS_OWN})
STORY_18 = replace(STORY_26, torn=STORY_26.torn | {
    statement: TWO_RENAMES for statement in
    ("0006_tenant_columns:4", "0006_tenant_columns:5", "0006_tenant_columns:8",
     "0006_tenant_columns:9", "0009_runs_v2:3")})

DOWN_26 = FileSet("down", (FOLDER / "down_clickhouse",), down=True)
DOWN_18 = replace(DOWN_26, torn={"0002_column:2": OLD_DATA, "0003_moved:1": TWO_RENAMES})

SETS = {
    ("story", "clickhouse26"): STORY_26,
    ("story", "clickhouse18"): STORY_18,
    ("story", "embedded"): STORY_26,
    ("story", "postgres15"): STORY_POSTGRES,
    ("story", "postgres18"): STORY_POSTGRES,
    ("nasty", "clickhouse26"): FileSet("nasty", (FOLDER / "nasty_clickhouse26",), torn=TORN_26),
    ("nasty", "clickhouse18"): FileSet("nasty", (FOLDER / "nasty_clickhouse18",), torn=TORN_18),
    ("nasty", "embedded"): FileSet("nasty", (FOLDER / "nasty_clickhouse26",), torn=TORN_26),
    ("nasty", "postgres15"): NASTY_POSTGRES,
    ("nasty", "postgres18"): NASTY_POSTGRES,
    ("down", "clickhouse26"): DOWN_26,
    ("down", "clickhouse18"): DOWN_18,
    ("down", "embedded"): DOWN_26,
    ("down", "postgres15"): DOWN_POSTGRES,
    ("down", "postgres18"): DOWN_POSTGRES,
    ("cut", "clickhouse26"): CUT_CLICKHOUSE,
    ("cut", "clickhouse18"): CUT_CLICKHOUSE,
    ("cut", "postgres15"): CUT_POSTGRES,
    ("cut", "postgres18"): CUT_POSTGRES,
}


class CaseDatabase(Database):
    """A database whose runs are broken, and what its files make outside of it."""

    step = 0  # the last one that was taken

    def __exit__(self, *exception) -> None:
        try:
            self._drop_what_is_shared()
        finally:
            super().__exit__(*exception)

    def _drop_what_is_shared(self) -> None:
        if self.is_postgres:
            for suffix in re.findall(r"\{db\}(_\w+)", "".join(NASTY_POSTGRES.files().values())):
                self.server.drop_database(self.name + suffix)
        elif self.server.name == "clickhouse26":
            for [name] in self.query("SELECT name FROM system.functions "
                                     f"WHERE startsWith(name, '{self.name}_')"):
                self.server.query(f"DROP FUNCTION {name}")
