#!/usr/bin/env python3
"""Compare pawl's reading of ClickHouse SQL with that of ClickHouse itself, through libchdb.

    clickhouse.py TOKENS_PROGRAM SPLIT_DUMP [--count N] [--seed N] [FILE.sql or FOLDER ...]

Tokens: of the fuzz corpus, of tests/split, of the files given and of random inputs made of them,
each token as far as the first that is wrong, against tokenizeQuery().

Statements: of random scripts whose statements are known because they were put together here, with
semicolons wherever they end nothing. pawl must find just these; each must be one statement to
ClickHouse's parser (formatQuery()) and mean the same as it does without the nasty gaps; and the
script as a whole, run by the engine, must leave the same rows as pawl's statements one by one.

Prints counts; exits with 1 if something differs and none of the reasons in KNOWN explains it.
"""
import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.servers.embedded import Embedded  # noqa: E402

CORPORA = [ROOT / "tests/fuzz/corpus/clickhouse_split", ROOT / "tests/split/clickhouse"]
MUTANT_MAX = 2000

# ---- tokens ----

# What pawl has one name for. All others are signs, of which pawl makes one token for each byte.
KINDS = {"Whitespace": "space", "Comment": "comment", "BareWord": "word", "Number": "number",
         "StringLiteral": "string", "HereDoc": "string", "QuotedIdentifier": "name",
         "OpeningRoundBracket": "open", "ClosingRoundBracket": "close",
         "OpeningSquareBracket": "open", "ClosingSquareBracket": "close",
         "OpeningCurlyBrace": "open", "ClosingCurlyBrace": "close",
         "Comma": "comma", "Semicolon": "semicolon", "Dot": "dot", "VerticalDelimiter": "error"}


def clickhouse_tokens(tokens):
    """[(kind, end)] as pawl names them, up to the first error."""
    found = []
    for start, end, kind in tokens:
        kind = "error" if kind.startswith("Error") else KINDS.get(kind, "symbol")
        add_token(found, kind, start, end)
        if kind == "error":
            break
    return found


def pawl_tokens(tokens):
    found = []
    start = 0
    for kind, end in tokens:
        add_token(found, kind, start, end)
        start = end
        if kind == "error":
            break
    return found


def add_token(found, kind, start, end):
    """White space is one token, however it is cut; signs are as many as they have bytes."""
    if kind == "space" and found and found[-1][0] == "space":
        found.pop()
    if kind == "symbol":
        found += [("symbol", at) for at in range(start + 1, end + 1)]
    else:
        found.append((kind, end))


def compare_tokens(text, pawl, clickhouse):
    """(verdict, detail): "same", or the reason why it may differ, or "different"."""
    pawl, clickhouse = pawl_tokens(pawl), clickhouse_tokens(clickhouse)
    for index in range(max(len(pawl), len(clickhouse))):
        ours = pawl[index] if index < len(pawl) else ("end", len(text))
        theirs = clickhouse[index] if index < len(clickhouse) else ("end", len(text))
        start = pawl[index - 1][1] if index else 0
        if ours == theirs:
            continue
        reason = known_difference(text[start:], ours, theirs)
        return (reason, "") if reason else (
            "different", f"at {start}: pawl {ours}, ClickHouse {theirs}")
    return "same", len(pawl)


def known_difference(rest, ours, theirs):
    if ours[0] == "error" and theirs[0] == "error":
        return "both refuse"
    if ours[0] == "error" and rest.startswith(b"$"):
        return "pawl refuses a heredoc that is not closed"
    if theirs[0] == "error" and (rest[:1].isdigit() or rest[:1] == b"."):
        return "ClickHouse refuses a number that ends in letters"
    if ours[0] == "number" and theirs[0] == "dot":
        return "a dot begins a statement, which pawl sends alone; no server takes it"
    if theirs[0] == "error" and ours[0] == "symbol":
        return "ClickHouse refuses a character"
    return None


FRAGMENTS = [
    ";", ";", ";", "';'", '";"', "`;`", "$$;$$", "/*;*/", "--;\n", "#;\n", "# ;\n", "#!;\n",
    "//;\n", "$b$;$$$b$", "select", "1", "a", "x", "b", "'", "'", "''", '"', "`", "``", "$$",
    "$a$", "$1", "$", "(", ")", "[", "]", "{", "}", "/*", "*/", "--", "//", "#", "# ", "\n", "\n",
    "\r\n", "\r", " ",
    "x'", "X'3b'", "b'01'", "\\'", "\\", "\\G", "+", "-", "->", "*", "/", "<=>", "||", "::", ":",
    "?", ".", "..", "1.", ".5", "1e", "1e-", "0x", "0b1", "1_0", "t.1.2", "\x00", "é", "№", "‘", "’",
    "“", "”", "\u00a0", "\u3000", "\ufeff", "\u2212", "\u2014", "@", "@@", "%", "^", "~", "!", "!=",
    "|",
    "insert into t values (1)", "format CSV 1;2\n", ",", "\t", "\v", "\f", "_", "1st", "a$b$c",
]


def soup(random_):
    parts = []
    for _ in range(random_.randint(1, 30)):
        parts += [random_.choice(FRAGMENTS), random_.choice(["", "", " ", "\n"])]
    return "".join(parts).encode()


def mutate(random_, base):
    data = bytearray(random_.choice(base))
    if len(data) > MUTANT_MAX:
        start = random_.randrange(len(data) - MUTANT_MAX)
        data = data[start:start + MUTANT_MAX]
    for _ in range(random_.randint(1, 4)):
        at = random_.randint(0, len(data))
        kind = random_.random()
        if kind < 0.5:
            data[at:at] = random_.choice(FRAGMENTS).encode()
        elif kind < 0.8:
            del data[at:at + random_.randint(1, 4)]
        else:
            other = random_.choice(base)
            start = random_.randint(0, len(other))
            data[at:at] = other[start:start + random_.randint(1, 60)]
    return bytes(data)


def corpus_files():
    return [path for corpus in CORPORA for path in sorted(corpus.glob("*.sql"))]


def token_inputs(random_, count, files):
    paths = corpus_files()
    for name in map(pathlib.Path, files):
        paths += sorted(name.rglob("*.sql")) if name.is_dir() else [name]
    base = [path.read_bytes() for path in paths]
    return base + [soup(random_) if index % 2 else mutate(random_, base) for index in range(count)]


# ---- scripts whose statements are known ----

STRINGS = ["'a;b'", "'it''s;'", r"'back\';slash'", r"'\\'", "'line\n;feed'", "$$;'$$",
           "$t$ $$;$$ $t$", "‘;’", "x'3b'", "''", "'--;'", "'/*;'", "'# ;'", "'\r\n;'"]
NAMES = ["`a;b`", '"c;d"', "`e``;f`", r"`g\`;h`", "“i;j”", "plain", "a$b", "_1", "1st", "`--`"]
NUMBERS = ["1", "0x1F", "1.5", "2e3", "1_000"]
GAPS = [" ", "\n", "\r\n", "\t", "\u00a0", " /* ; */ ", " /* /* ; */ ; */ ", " -- ;\n", "\n--;\r\n",
        " // ; '\n", " # ; \"\n", " #!;\n", " /*'*/ ", "/**/ ", " -- /* ;\n", "\ufeff", " --\r;\n",
        " /* $$ ; */ ", "\v", "\u3000", " /*/ ; */ "]
EDGES = ["", "", "", ";", ";;", "-- ;\n", "/* ; */", "\ufeff", "\n", "# ;\n", "\r\n", "\u00a0"]

# S, N and I stand for a string, a number and a name; k, in a row of the log, for its number.
ROWS = ["insert into log select k , S", "select S , N as I", "set log_comment = S"]
# Of a script, clickhouse-client finds the end of such data by reading it, and refuses white space
# beyond ASCII around it. So these run alone, as pawl sends them, and begin without a gap.
DATA = ["insert into log ( id , text ) values( k , S )", "insert into log format Values( k , S )"]
STATEMENTS = ROWS + DATA + [
    "select ( S , [ N , N ] ) . 1 as I",
    "create table if not exists I ( I String default S comment S ) engine = Memory",
    "alter table log update text = S where id in ( N , N ) and text != S",
    "create view if not exists I as select S as I union all select S",
    "create function I as ( x , y ) -> concat ( x , S , y )",
    "with S as I select I from ( select S as I ) where I = S",
    "select {a:String} , N ? S : S , - N , N :: Int32 , t . 1 . 2 , .5 , 1e-3 from t",
    "rename table I to I , I to I",
    "grant select ( I , I ) on log to I",
    "explain syntax select S settings max_threads = N",
]


class Statement:
    """One statement: as it is written in a script, and in plain words."""

    def __init__(self, random_, template, number):
        words = []
        for word in template.split(" "):
            choices = {"S": STRINGS, "I": NAMES, "N": NUMBERS, "k": [str(number)]}.get(word, [word])
            words.append(random_.choice(choices))
        self.plain = " ".join(words)
        self.nasty = words[0] + "".join(self._gap(random_, *pair) + pair[1]
                                        for pair in zip(words, words[1:]))

    @staticmethod
    def _gap(random_, left, right):
        tight = left[-1] in "(,)[]" or right in "(,)[]"
        return random_.choice(["", *GAPS]) if tight else random_.choice(GAPS)


def make_script(random_, templates):
    """(text, statements); the last may go without a semicolon."""
    statements = [Statement(random_, random_.choice(templates), number)
                  for number in range(random_.randint(1, 6))]
    text = edge(random_)
    for statement in statements:
        text += statement.nasty + random_.choice(["", *GAPS]) + ";" + edge(random_)
    if random_.random() < 0.3:
        text = text[:text.rindex(statements[-1].nasty)] + statements[-1].nasty
    return text, statements


def edge(random_):
    return "".join(random_.choice(EDGES) for _ in range(random_.randint(0, 3)))


# ---- the two that are asked ----


def ask_pawl(program, arguments, texts):
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / f"{index}.sql" for index in range(len(texts))]
        for path, text in zip(paths, texts):
            path.write_bytes(text)
        dump = subprocess.run([program, *arguments, *paths], check=True, stdout=subprocess.PIPE,
                              text=True).stdout
    return [json.loads(line) for line in dump.splitlines()]


class Engine:
    """Embedded ClickHouse, asked about many texts at a time."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.embedded = Embedded(self.folder / "data")

    def map(self, expression, texts):
        """What the expression of `text` makes of each; None for NULL."""
        inputs = self.folder / "inputs.tsv"
        inputs.write_text("".join(f"{index}\t{text.hex()}\n" for index, text in enumerate(texts)))
        rows = self.embedded.query(
            f"SELECT ifNull(hex({expression}), 'NULL') FROM (SELECT index, unhex(code) AS text "
            f"FROM file('{inputs}', TabSeparated, 'index UInt32, code String')) ORDER BY index")
        assert len(rows) == len(texts)
        return [None if row[0] == "NULL" else bytes.fromhex(row[0]) for row in rows]

    def rows_after(self, scripts):
        """The rows that scripts leave in the log; each is a list of queries and has its own log."""
        queries = []
        for index, script in enumerate(scripts):
            queries += [f"create database d{index} engine = Atomic", f"use d{index}",
                        "create table log (id UInt32, text String) engine = Memory", *script]
        logs = " union all ".join(f"select {index} as script, id, hex(text) from d{index}.log"
                                  for index in range(len(scripts)))
        with tempfile.TemporaryDirectory() as folder:
            embedded = Embedded(pathlib.Path(folder))
            rows = embedded.query(f"select * from ({logs}) order by script, id", before=queries)
        return [[row[1:] for row in rows if row[0] == str(index)] for index in range(len(scripts))]


# ---- the comparison ----


class Report:
    def __init__(self):
        self.counts = collections.Counter()

    def add(self, what, verdict, text, detail=""):
        self.counts[f"{what}: {verdict}"] += 1
        if verdict == "different":
            print(f"{what}: different: {text!r}\n  {detail}")

    def different(self):
        return sum(count for name, count in self.counts.items() if name.endswith(": different"))


def check_tokens(program, engine, texts, report):
    pawl = ask_pawl(program, [], texts)
    clickhouse = engine.map("toJSONString(arrayMap(t -> (t.1, t.2, toString(t.3)), "
                            "tokenizeQuery(text)))", texts)
    for text, ours, theirs in zip(texts, pawl, clickhouse):
        verdict, detail = compare_tokens(text, ours, json.loads(theirs))
        report.add("tokens", verdict, text, detail)


def split(program, scripts):
    return ask_pawl(program, ["clickhouse"], [text.encode() for text, _ in scripts])


def check_statements(program, engine, scripts, report):
    dumps = split(program, scripts)
    pieces = []
    for (text, statements), dump in zip(scripts, dumps):
        want = [statement.nasty.encode() for statement in statements]
        got = [piece["text"].encode("latin-1") for piece in dump.get("statements", [])]
        same = got == want
        report.add("splits", "same" if same else "different", text,
                   f"want {want}\n  pawl {dump.get('error', got)}")
        if same:
            pieces += zip([statement.plain.encode() for statement in statements], got)
    plain = engine.map("formatQueryOrNull(text)", [text for text, _ in pieces])
    check_single(engine, [piece for _, piece in pieces], plain, report)


def check_files(program, engine, report):
    """The same of what people write, as far as pawl takes it."""
    texts = [path.read_bytes() for path in sorted(CORPORA[1].glob("*.sql"))]
    pieces = [piece["text"].encode("latin-1")
              for dump in ask_pawl(program, ["clickhouse"], texts) for piece in dump["statements"]]
    check_single(engine, pieces, [None] * len(pieces), report)


def check_single(engine, pieces, wanted, report):
    """Each is one statement, and the one that is wanted, if that is known."""
    parsed = engine.map("formatQueryOrNull(text)", pieces)
    twice = engine.map("formatQueryOrNull(text)", [piece + b"; select 1" for piece in pieces])
    for piece, ours, want, more in zip(pieces, parsed, wanted, twice):
        data = piece.lower().startswith(b"insert")  # what follows its data is not looked at
        good = ours is not None and want in (None, ours) and (more is None or data)
        report.add("statements", "same" if good else "different", piece,
                   f"formatted {ours!r}, plainly {want!r}, and with another behind it {more!r}")


def check_runs(program, engine, scripts, as_a_whole, report):
    """pawl's statements, one by one, against the whole script or the statements in plain words."""
    dumps = split(program, scripts)
    alone = [[piece["text"].encode("latin-1").decode() for piece in dump["statements"]]
             for dump in dumps]
    # ClickHouse refuses a script that begins with a semicolon.
    others = [["select 0;" + text] if as_a_whole else [statement.plain for statement in statements]
              for text, statements in scripts]
    sides = engine.rows_after(alone), engine.rows_after(others)
    for (text, _), ours, theirs in zip(scripts, *sides):
        report.add("runs", "same" if ours == theirs else "different", text,
                   f"one by one {ours}, otherwise {theirs}")


def main():
    options = parse_options()
    random_ = random.Random(options.seed)
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(folder)
        check_tokens(options.tokens, engine, token_inputs(random_, options.count, options.files),
                     report)
        scripts = [make_script(random_, STATEMENTS) for _ in range(options.count // 4)]
        check_statements(options.split_dump, engine, scripts, report)
        check_files(options.split_dump, engine, report)
        for templates, as_a_whole in (ROWS, True), (ROWS + DATA, False):
            scripts = [make_script(random_, templates) for _ in range(options.count // 20)]
            check_runs(options.split_dump, engine, scripts, as_a_whole, report)
    print(f"seed {options.seed}: {options.count} inputs")
    for name, count in sorted(report.counts.items()):
        print(f"{count:7} {name}")
    return 1 if report.different() else 0


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tokens")
    parser.add_argument("split_dump")
    parser.add_argument("--count", type=int, default=4000, help="random inputs")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("files", nargs="*")
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    sys.exit(main())
