"""Results as Markdown and JSON, and whether the goals were met."""

import json

from bench.measure import Sample, Series

PAWL = "pawl"
MIB = 1 << 20


def seconds(value: float) -> str:
    if value < 0.0995:
        return f"{value * 1000:.2f} ms" if value < 0.00995 else f"{value * 1000:.1f} ms"
    return f"{value:.2f} s" if value < 9.95 else f"{value:.1f} s"


def best_peer(entry: dict, peers: set[str]) -> tuple[str, Series] | None:
    ran = [(name, series) for name, series in entry["results"].items()
           if name in peers and series.failure is None and series.samples]
    return min(ran, key=lambda pair: pair[1].median, default=None)


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |",
             "| --- |" + " ---: |" * (len(header) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def contest_table(entry: dict, peers: set[str]) -> str:
    best = best_peer(entry, peers)
    rows = []
    failures = []
    ran = {name: series for name, series in entry["results"].items() if series.failure is None}
    for name, series in sorted(ran.items(), key=lambda pair: pair[1].median):
        low, high = series.quartiles
        rows.append([f"**{name}**" if name.startswith(PAWL) else name,
                     str(len(series.samples)), seconds(series.median),
                     f"{seconds(low)} – {seconds(high)}",
                     f"{series.ratio(best[1]):.2f}" if best else "",
                     seconds(series.cpu), f"{series.rss_kb / 1024:.1f} MB"])
    for name, series in entry["results"].items():
        if series.failure is not None:
            failures.append(f"{name} could not: {series.failure}")
    engine = {"postgres": "PostgreSQL: ", "clickhouse": "ClickHouse: "}.get(entry["engine"], "")
    text = f"### {engine}{entry['title']}\n\n"
    text += table(["", "rounds", "median", "quartiles", f"ratio to {best[0]}" if best else "", "client CPU",
                   "peak memory"], rows)
    return text + "".join(f"\n{failure}\n" for failure in failures)


def trips_table(trips: list[dict]) -> str:
    names = {"postgres": "PostgreSQL", "clickhouse": "ClickHouse"}
    return table(
        ["", "tool", "connections", "nothing to do", "30 files", "each further file"],
        [[names[row["engine"]], row["tool"], "could not:", row["failure"], "", ""]
         if "failure" in row else
         [names[row["engine"]], row["tool"], str(row["connections"]),
          "" if row["nothing"] is None else str(row["nothing"]), str(row["apply_30"]),
          f"{row['per_file']:.1f}"] for row in trips])


def costs_table(costs: list[dict]) -> str:
    names = {"postgres": "PostgreSQL", "clickhouse": "ClickHouse"}
    return table(
        ["", "requests", "with a file's statement", "with a row of the journal",
         "snapshots", "lock and fence", "those of the lock, and others"],
        [[names[row["engine"]], str(row["requests"]), str(row["statements"]),
          str(row["journal_writes"]), str(row["snapshots"]), str(row["lock"]),
          "; ".join(f"`{words}`" for words in row["own"])] for row in costs])


# Goals ----------------------------------------------------------------------------------------

def _find(whole: dict, **facts) -> dict | None:
    """Of servers whose files are on a disk, unless it says otherwise."""
    facts.setdefault("memory", None)
    return next((entry for entry in whole["contests"]
                 if all(entry.get(name) == value for name, value in facts.items())), None)


def _ratio(entry: dict | None, mine: str, theirs: str | None, peers: set[str]) -> float | None:
    """theirs None: the best peer."""
    if entry is None:
        return None
    if theirs is None:
        best = best_peer(entry, peers)
        other = best[1] if best else None
    else:
        other = entry["results"].get(theirs)
    own = entry["results"].get(mine)
    if own is None or other is None or own.failure or other.failure:
        return None
    return own.ratio(other)


def goals(whole: dict, peers: set[str]) -> list[dict]:
    found: list[dict] = []

    def goal(text: str, value: float | None, limit: float, unit: str = "x") -> None:
        found.append({"goal": text, "value": value, "limit": limit, "unit": unit,
                      "met": None if value is None else value <= limit})

    off = f"{PAWL}, ledger-sync off"
    titles = {"postgres": "PostgreSQL", "clickhouse": "ClickHouse"}
    loops = {"postgres": "bare libpq loop", "clickhouse": "bare libcurl loop"}
    for engine, title in titles.items():
        entry = _find(whole, part="nothing", engine=engine, files=1000)
        goal(f"{title}: nothing to do over 1,000 files, to the best peer",
             _ratio(entry, PAWL, None, peers), 0.35)
        goal(f"{title}: nothing to do over 1,000 files, to the bare client",
             _ratio(entry, PAWL, loops[engine], peers), 1.15)
        goal(f"{title}: nothing to do over 1,000 files 10 ms away, to the best peer",
             _ratio(_find(whole, part="delay", what="nothing", engine=engine, delay=10), PAWL,
                    None, peers), 0.5)
        small, large = (_find(whole, part="nothing", engine=engine, files=files)
                        for files in (1000, 10000))
        goal(f"{title}: each further applied file costs",
             None if small is None or large is None else
             (large["results"][PAWL].median - small["results"][PAWL].median) / 9000 * 1e6, 5, "us")
        goal(f"{title}: peak memory over 10,000 files",
             None if large is None else large["results"][PAWL].rss_kb / 1024, 10, "MB")
    for row in whole["round_trips"]:
        if row["tool"] == PAWL and "failure" not in row:
            # PostgreSQL's start of a session is one, and its end is no round trip.
            connecting = {"postgres": 1, "clickhouse": 0}[row["engine"]]
            goal(f"{titles[row['engine']]}: round trips for the ledger when nothing is to do",
                 row["nothing"] - connecting, 1, "")

    entry = _find(whole, part="apply", engine="postgres", files=1000)
    goal("PostgreSQL: 1,000 files applied, to the best peer",
         _ratio(entry, PAWL, None, peers), 0.85)
    goal("PostgreSQL: 1,000 files applied, to a libpq loop with the same writes",
         _ratio(entry, PAWL, loops["postgres"], peers), 1.1)
    far = (_find(whole, part="delay", what="apply", engine="postgres", delay=10, files=1000) or
           _find(whole, part="delay", what="apply", engine="postgres", delay=10, files=100))
    goal("PostgreSQL: files applied 10 ms away, to the best peer",
         _ratio(far, PAWL, None, peers), 0.35)
    entry = _find(whole, part="apply", engine="clickhouse", files=1000)
    goal("ClickHouse: 1,000 files applied, ledger-sync on, to the best peer",
         _ratio(entry, PAWL, None, peers), 1.4)
    # What does not ask for the disk is told better where a disk is in nobody's way.
    entry = _find(whole, part="apply", engine="clickhouse", files=1000, memory=True) or entry
    goal("ClickHouse: 1,000 files applied, ledger-sync off, to the best peer",
         _ratio(entry, off, None, peers), 1.0)
    goal("ClickHouse: 1,000 files applied, to a libcurl loop with the same writes",
         _ratio(entry, PAWL, loops["clickhouse"], peers), 1.15)
    goal("ClickHouse: the same with ledger-sync off",
         _ratio(entry, off, loops["clickhouse"] + ", ledger-sync off", peers), 1.15)
    for row in whole["costs"]:
        title = titles[row["engine"]]
        goal(f"{title}: rows of the journal beyond one for each statement",
             row["journal_writes"] - row["statements"], 1, "")
        goal(f"{title}: round trips for lock and fence", row["lock"], 5, "")
    start = _find(whole, part="start")
    goal("Start-up", start and start["results"][PAWL].median * 1000, 3, "ms")
    goal("Size of the executable", PAWL in whole["bytes"] and
         whole["bytes"][PAWL] / MIB or None, 1, "MB")
    return found


def goals_table(found: list[dict]) -> str:
    words = {True: "met", False: "**missed**", None: "not measured"}
    return table(["goal", "measured", "at most", ""],
                 [[goal["goal"], "" if goal["value"] is None else
                   f"{goal['value']:.3g} {goal['unit']}".strip(),
                   f"{goal['limit']:.3g} {goal['unit']}".strip(), words[goal["met"]]]
                  for goal in found])


def limits_text(whole: dict, peers: set[str]) -> str:
    """What no client on the same library gets below: the limits behind goals that are missed."""
    floor_name = "libpq or libcurl SELECT 1"
    libraries = {"postgres": ("PostgreSQL", "libpq"), "clickhouse": ("ClickHouse", "libcurl")}
    text = ("`bare libpq SELECT 1` and `bare libcurl SELECT 1` are C programs of twenty lines that "
            "connect, ask nothing and end. They read neither files nor a ledger, so no runner on "
            "Debian's libpq or libcurl is faster or smaller than they are; most of their time is "
            "the loading of the two dozen libraries that libpq and libcurl bring. `raw socket "
            "SELECT 1` uses no library at all: what it takes is the server and the kernel. `raw "
            "socket loop` reads the files, too, and sends what pawl sends: what is left of pawl's "
            "time beyond it is pawl and its libraries. All as ratios to the best peer.\n\n")
    rows = []
    for engine, (title, library) in libraries.items():
        floor = f"bare {library} SELECT 1"
        near = _find(whole, part="nothing", engine=engine, files=1000)
        far = _find(whole, part="delay", what="nothing", engine=engine, delay=10)
        for entry, where in ((near, "on loopback"), (far, "10 ms away")):
            own = _ratio(entry, PAWL, None, peers)
            least = _ratio(entry, floor, None, peers)
            raw = [_ratio(entry, name, None, peers)
                   for name in ("raw socket SELECT 1", "raw socket loop")]
            if own is not None and least is not None:
                rows.append([f"{title}, nothing to do over 1,000 files, {where}", f"{own:.2f}",
                             f"{least:.2f}",
                             *("" if value is None else f"{value:.2f}" for value in raw),
                             f"{entry['results'][floor].rss_kb / 1024:.1f} MB"])
    return text + table(["", "pawl", floor_name, "raw socket SELECT 1", "raw socket loop",
                         f"peak memory of {floor_name}"], rows)


# Whole reports --------------------------------------------------------------------------------

def markdown(whole: dict, peers: set[str]) -> str:
    text = ["# Measurements\n",
            "Written by `bench/run.py` (`make bench`). Contenders took turns in changing order; "
            "a ratio is the median over the rounds of what was measured in the same round. A peer "
            "that two rounds showed to take more than 1.5 times as long as the best ran no "
            "further.\n",
            f"pawl {whole['tools'][PAWL]} ({whole['commit']}), {whole['started'][:10]}. "
            f"PostgreSQL {whole['servers'].get('postgres', 'not measured')} with fsync on, "
            f"ClickHouse {whole['servers'].get('clickhouse', 'not measured')}, both on loopback. "
            f"{whole['machine']['cpu']}, {whole['machine']['memory']}, "
            f"{whole['machine']['system']}; one fsync takes {whole['machine']['fsync']}; the load "
            f"average was {whole['machine']['load_before']} before it began (what else ran then "
            "makes times longer, ratios less so).\n",
            table(["tool", "version"], [[name, version] for name, version in
                                        whole["tools"].items()])]
    text += [f"Missing: {name}: {reason}\n" for name, reason in whole["missing"].items()]
    text += ["## Goals\n", goals_table(whole["goals"]), "## Limits\n", limits_text(whole, peers),
             "## Times\n"]
    text += [contest_table(entry, peers) for entry in whole["contests"]]
    text += ["## Round trips\n",
             "Counted by tests/proxy.py: how often the client had to wait for the server, "
             "connecting and signing in included, as bytes on the wire show it.\n",
             trips_table(whole["round_trips"]),
             "A run of pawl with 30 one-statement files to do, over 10 that are done:\n",
             costs_table(whole["costs"]),
             "## Size\n",
             "Of the executable, or of the jars without the Java that runs them.\n",
             table(["", "bytes"], [[name, f"{size:,}"] for name, size in
                                   whole["bytes"].items()]),
             "## Command lines\n",
             "\n".join(f"- {name}: `{command}`" for name, command in
                       sorted(whole["commands"].items())) + "\n"]
    return "\n".join(text)


def as_json(whole: dict) -> str:
    def plain(value):
        if isinstance(value, Series):
            if value.failure is not None:
                return {"failure": value.failure}
            return {"median": value.median, "quartiles": value.quartiles, "cpu": value.cpu,
                    "rss_kb": value.rss_kb, "seconds": value.seconds}
        raise TypeError(type(value))
    return json.dumps(whole, indent=1, default=plain) + "\n"


def from_json(text: str) -> dict:
    """What as_json() wrote; of a client's processor time and memory only the sums are left."""
    whole = json.loads(text)
    for entry in whole["contests"]:
        entry["results"] = {
            name: Series(failure=one["failure"]) if "failure" in one else
            Series([Sample(value, one["cpu"], one["rss_kb"]) for value in one["seconds"]])
            for name, one in entry["results"].items()}
    return whole
