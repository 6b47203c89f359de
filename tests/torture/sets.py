"""The sets of files that are broken, and what is known of them.

`story` is the team's: the examples, with a table whose rows move to another. `nasty` has one of
each kind of statement that is hard to get right; {db} in its files is the case's database, for
names that all databases of a server share. `cut` is short, so that it can be cut at every byte.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
import re

from tests.integration.databases import EXAMPLES, Database

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

    @cache
    def files(self) -> dict[str, str]:
        return {path.stem: path.read_text() for folder in self.folders
                for path in sorted(folder.glob("*.sql"))}

    def write_to(self, db: Database) -> None:
        db.write({name: text.replace("{db}", db.name) for name, text in self.files().items()})

    def __hash__(self) -> int:
        return hash(self.name)


STORY_CLICKHOUSE = FileSet(
    "story", (EXAMPLES / "clickhouse", FOLDER / "story_clickhouse"),
    volatile={"schema_migrations": {"applied_at"}, "audit_events": {"at"}})

STORY_POSTGRES = FileSet(
    "story", (EXAMPLES / "postgres/migrations",),
    volatile={"schema_migrations": {"applied_at"}, "audit_log": {"id", "at"}}
    | {table: {"created_at", "since", "updated_at"} for table in
       ("tenants", "users", "projects", "api_keys", "datasets", "dataset_items", "subscriptions",
        "tenant_settings", "score_configs")})

CUT_CLICKHOUSE = FileSet("cut", (FOLDER / "cut_clickhouse",))
CUT_POSTGRES = FileSet("cut", (FOLDER / "cut_postgres",))
NASTY_POSTGRES = FileSet(
    "nasty", (FOLDER / "nasty_postgres",),
    undecidable={"0007_mixed:9": "DO outside of a transaction may commit on its way"})

TORN = {"0005_views:6": "an INSERT of several parts, into a table that has rows and feeds views"}

SETS = {
    ("story", "clickhouse26"): STORY_CLICKHOUSE,
    ("story", "clickhouse18"): STORY_CLICKHOUSE,
    ("story", "embedded"): STORY_CLICKHOUSE,
    ("story", "postgres15"): STORY_POSTGRES,
    ("story", "postgres18"): STORY_POSTGRES,
    ("nasty", "clickhouse26"): FileSet("nasty", (FOLDER / "nasty_clickhouse26",), torn=TORN),
    ("nasty", "clickhouse18"): FileSet("nasty", (FOLDER / "nasty_clickhouse18",), torn=TORN),
    ("nasty", "embedded"): FileSet("nasty", (FOLDER / "nasty_clickhouse26",)),
    ("nasty", "postgres15"): NASTY_POSTGRES,
    ("nasty", "postgres18"): NASTY_POSTGRES,
    ("cut", "clickhouse26"): CUT_CLICKHOUSE,
    ("cut", "clickhouse18"): CUT_CLICKHOUSE,
    ("cut", "postgres15"): CUT_POSTGRES,
    ("cut", "postgres18"): CUT_POSTGRES,
}


class CaseDatabase(Database):
    """A case's database, and what its files make outside of it."""

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
