#!/usr/bin/env python3
"""Compare where pawl and psql say that statements end.

psql does not talk to a database here but to a recorder: a small server in this file
that keeps the text of every query and answers each with success.  So nothing runs,
every byte that psql sends is known, and standard_conforming_strings is whatever the
file last set it to, as with a real server.

    psql_split.py SPLIT_DUMP [FILE.sql or FOLDER ...] [--count N] [--seed N]

Inputs: the fuzz corpus, tests/split, the files and folders given (the SQL of the installed
extensions is a good one: $(pg_config --sharedir)), random mutations of all these, whole
statements in random order, and random token soup.  Prints counts; exits with 1 if a file was split differently and no known reason
(KNOWN below) explains it.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading

BATCH = 100
MARK = "PAWL NEXT FILE"
TESTS = pathlib.Path(__file__).resolve().parent.parent
CORPORA = [TESTS / "fuzz/corpus/postgres_split", TESTS / "split/postgres"]

# Where psql errs, or psql 15 follows rules of its own.  The server decides; in each of these
# a statement that ends elsewhere for psql is one that no server takes.
KNOWN = [
    ("string goes on after a newline: psql forgets whether backslashes escape",
     re.compile(rb"'[ \t\r\f\v]*(--[^\n]*)?[\r\n]([ \t\r\n\f\v]|--[^\n]*[\r\n])*'")),
    ("number with letters behind it, then a dollar sign: psql 15 ends the word early",
     re.compile(rb"[0-9][A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*\$")),
    ("colon and letters before a quote: psql sees a variable, the server a prefix or a word",
     re.compile(rb":[A-Za-z0-9_\x80-\xff]+['\"$&]")),
    ("CREATE FUNCTION with the words begin, case or end as names: psql counts words",
     re.compile(rb"(?is)create\W.*(function|procedure).*\b(begin|case|end)\b")),
]


class Recorder(threading.Thread):
    """A PostgreSQL server that remembers queries and answers every one with success."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.queries = []

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            with connection:
                try:
                    self.serve(connection)
                except (ConnectionError, struct.error):
                    pass

    def serve(self, connection):
        stream = connection.makefile("rb")
        while True:
            size, code = struct.unpack("!II", stream.read(8))
            stream.read(size - 8)
            if code == 196608:
                break
            connection.sendall(b"N")  # neither TLS nor GSSAPI
        connection.sendall(message(b"R", struct.pack("!I", 0)) +
                           setting("client_encoding", "UTF8") + setting("server_version", "15.0") +
                           strings(True) + message(b"Z", b"I"))
        while True:
            header = stream.read(5)
            if len(header) < 5 or header[:1] == b"X":
                return
            body = stream.read(struct.unpack("!I", header[1:])[0] - 4)
            if header[:1] == b"Q":
                connection.sendall(self.answer(body[:-1]))
            elif header[:1] in b"cf":  # the rows of a COPY are over
                connection.sendall(message(b"C", b"COPY 0\0") + message(b"Z", b"I"))

    def answer(self, query):
        self.queries.append(query)
        text = query.decode("latin-1")
        if re.match(r"(?is)copy\W.*\bfrom\s+stdin\b", strip_gaps(text)):
            return message(b"G", b"\0\0\0")  # send the rows, as text
        conforming = conforming_after(text)
        answer = b"" if conforming is None else strings(conforming)
        return answer + message(b"C", b"SET\0") + message(b"Z", b"I")


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def setting(name, value):
    return message(b"S", name.encode() + b"\0" + value.encode() + b"\0")


def strings(conforming):
    return setting("standard_conforming_strings", "on" if conforming else "off")


def conforming_after(query):
    """What a server would make of a SET; None if the query is none."""
    if MARK in query:
        return True
    text = strip_gaps(query).rstrip("; \t\r\n\f\v")
    found = re.fullmatch(r"(?is)set\s+(?:session\s+|local\s+)?standard_conforming_strings\s*"
                         r"(?:=|\bto\b)\s*'?(on|off|default)'?", text)
    if found:
        return found.group(1).lower() != "off"
    return True if re.fullmatch(r"(?is)reset\s+(standard_conforming_strings|all)", text) else None


def strip_gaps(text, at=0):
    """The text behind the white space and the comments at an offset."""
    while True:
        start = at
        while at < len(text) and text[at] in " \t\r\n\f\v":
            at += 1
        if text.startswith("--", at):
            while at < len(text) and text[at] not in "\r\n":
                at += 1
        elif text.startswith("/*", at):
            at = block_comment_end(text, at)
        if at == start:
            return text[at:]


def block_comment_end(text, at):
    depth = 0
    start = at
    while at < len(text):
        if text.startswith("/*", at):
            depth, at = depth + 1, at + 2
        elif text.startswith("*/", at):
            depth, at = depth - 1, at + 2
            if depth == 0:
                return at
        else:
            at += 1
    return start


def agrees(query, statement):
    """Whether psql's query is the statement, with gaps around it and a semicolon at most."""
    rest = strip_gaps(query)
    at = 0
    for byte in statement:
        if byte.isspace():  # psql drops empty lines
            continue
        while at < len(rest) and rest[at].isspace():
            at += 1
        if at == len(rest) or rest[at] != byte:
            return False
        at += 1
    return strip_gaps(rest, at) in ("", ";")


def run_psql(paths, port, recorder):
    """The queries that psql sends for each of the files."""
    command = ["psql", "-X", "-q", "-o", "/dev/null"]
    for path in paths:
        command += ["-f", str(path), "-c", MARK]
    command.append(f"host=127.0.0.1 port={port} user=x dbname=x sslmode=disable gssencmode=disable")
    recorder.queries = []
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=60, check=False)
    files = [[]]
    for query in recorder.queries:
        text = query.decode("latin-1")
        if text == MARK:
            files.append([])
        elif strip_gaps(text).strip("; \t\r\n\f\v"):
            files[-1].append(text)
    assert len(files) == len(paths) + 1, f"psql read {len(files) - 1} of {len(paths)} files"
    return files[:-1]


# ---- inputs ----

FRAGMENTS = [
    ";", ";", ";", "';'", '";"', "$$;$$", "/*;*/", "--;\n", "(;)", "e'\\';'", "$b$;$$$b$",
    "select", "1", "a", "'", "'", "''", '"', '""', "$$", "$$", "$a$", "$1", "$", "(", ")", "/*",
    "*/", "--", "\n", "\n", "\r\n", "\r", " ", " ", "e'", "E'", "b'", "x'", "n'", "u&'", 'u&"',
    "u&", "\\'", "+", "-", "*", "/", "<", "=", "|", "?", "#", "::", ":", ".", "..", "1.", "1e",
    "1e5", "0x1f", "1_0", "begin", "end", "case", "atomic", "table", "\u00e4", "_", "a$b", "@",
    "\f", "\v", "{", "}", "[", "]", ",",
]
STATEMENTS = ["set standard_conforming_strings = off;", "set standard_conforming_strings to on;",
              "create function f() begin atomic select case when 1 = 1 then ';' end; end;",
              "create or replace procedure p() begin atomic insert into t values (1); end;",
              "create rule r as on insert to t do also (select 1; select 2);",
              "do $x$ begin perform ';'; end $x$;", "select E'\\';';", "select 'a''b;' /* ; */;",
              "select \"a;\" -- ;\n;", "insert into t values ('\\');",
              "create function f() returns text language sql as $f$ select $$;$$ || ';'; $f$;",
              "create function f() returns trigger as $$begin if new.a then raise ';%', $x$;$x$; "
              "end if; return new; end$$ language plpgsql;",
              "create function f(a int default 1) returns int begin atomic select 1; "
              "select case a when 1 then case when true then 2 end else 3 end; end;",
              "create procedure p() language sql begin atomic; insert into t values (';'); end;",
              "select U&'\\0441;' uescape '!', u&\"d!0061;\" uescape '!';",
              "select 'a' -- ;\n 'b;';",
              "select E'a''b\\'';\\\\' ';';", "select /* a /* ; */ ; */ 1 /*/ ; */;",
              "set local standard_conforming_strings = 'off';",
              "reset standard_conforming_strings;",
              "begin; select 1; commit;", "begin; savepoint a; rollback to a; end;",
              "create view v as select 1 as \"begin\", 2 as \"end\";",
              "prepare q as select ';'; execute q;", "select $1$, $1;", "select a$b$, 1;",
              "\ncopy t (a, b) from stdin;\n1\t;\n$$\t'\n/*\t\\N\n\\.\n",
              "\nCOPY public.t FROM stdin WITH (format csv);\n\";\"\n--,\n\\.\n"]


def soup(random_):
    parts = []
    for _ in range(random_.randint(1, 40)):
        parts.append(random_.choice(STATEMENTS if random_.random() < 0.08 else FRAGMENTS))
        parts.append(random_.choice(["", "", " ", " ", "\n"]))
    # Close what is probably open, so that more of them can be compared.
    parts.append(random_.choice(["", "'", "*/", "$$", ")", '"', "\n;select 1;"]))
    return "".join(parts).encode()


def script(random_):
    """Whole statements, and what may stand between them."""
    gaps = ["", "\n", " /* ; */ ", "-- ;\n", "/* /* ' */ $$ */", ";", "\n;;\n", "\t--'\r\n",
            "/*;*/;"]
    return "".join(random_.choice(STATEMENTS) + random_.choice(gaps)
                   for _ in range(random_.randint(1, 8))).encode()


def mutate(random_, base):
    data = bytearray(random_.choice(base))
    if len(data) > 2000:
        start = random_.randrange(len(data) - 2000)
        data = data[start:start + 2000]
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


def read_inputs(names):
    paths = [path for corpus in CORPORA for path in sorted(corpus.glob("*.sql"))]
    for name in map(pathlib.Path, names):
        paths += sorted(name.rglob("*.sql")) if name.is_dir() else [name]
    texts = []
    for path in paths:
        # Extension scripts begin with \echo for psql; pawl refuses the command, as it should.
        texts.append(re.sub(rb"(?m)^\\(echo|quit).*$", b"", path.read_bytes()))
    return texts


def make_inputs(options):
    random_ = random.Random(options.seed)
    base = read_inputs(options.files)
    inputs = list(base)
    for index in range(options.count):
        inputs.append([soup(random_), script(random_), mutate(random_, base)][index % 3])
    return [dress(random_, text.replace(b"\0", b"").replace(MARK.encode(), b""))
            for text in inputs]


def dress(random_, text):
    """Some files come from Windows."""
    if random_.random() < 0.15:
        text = text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    mark = b"\xef\xbb\xbf"
    return mark + text if random_.random() < 0.1 and not text.startswith(mark) else text


# ---- the comparison ----

def compare(text, pawl, psql):
    """(verdict, detail); verdict is "same", "refused", "known" or "different"."""
    if "error" in pawl:
        reason = re.sub(r"\(.*?\)|\d+|\".*\"", "_", pawl["error"])
        return "refused", reason
    statements = [text for statement in pawl["statements"]
                  for text in statement["parts"] or [statement["text"]]]
    if len(statements) == len(psql) and all(map(agrees, psql, statements)):
        return "same", len(statements)
    for reason, pattern in KNOWN:
        if pattern.search(text):
            return "known", reason
    return "different", f"pawl {statements!r}\n  psql {psql!r}"


def run_batch(split_dump, texts, folder, recorder):
    """What pawl and psql make of each text: pairs of a dump and a list of queries."""
    paths = [pathlib.Path(folder) / f"{index}.sql" for index in range(len(texts))]
    for path, text in zip(paths, texts):
        path.write_bytes(text)
    dump = subprocess.run([split_dump, "postgres", *map(str, paths)], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.splitlines()
    pawl = [json.loads(line) for line in dump]
    # A psql command could do anything, so what holds one goes to pawl alone.
    kept = [index for index, result in enumerate(pawl)
            if not re.match(r'"\\|.*command of psql', result.get("error", ""))]
    psql = dict(zip(kept, run_psql([paths[index] for index in kept], recorder.port, recorder)))
    return [(result, psql.get(index, [])) for index, result in enumerate(pawl)]


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("split_dump")
    parser.add_argument("--count", type=int, default=4000, help="random inputs")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("files", nargs="*")
    return parser.parse_intermixed_args()


def main():
    options = parse_options()
    recorder = Recorder()
    recorder.start()
    inputs = make_inputs(options)
    counts, reasons, statements = collections.Counter(), collections.Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(inputs), BATCH):
            batch = inputs[start:start + BATCH]
            for text, results in zip(batch, run_batch(options.split_dump, batch, folder, recorder)):
                verdict, detail = compare(text, *results)
                counts[verdict] += 1
                if verdict == "same":
                    statements += detail
                elif verdict == "different":
                    print(f"different: {text!r}\n  {detail}")
                else:
                    reasons[f"{verdict}: {detail}"] += 1
    print(f"seed {options.seed}: {len(inputs)} inputs, {dict(counts)}, "
          f"{statements} statements compared")
    for reason, count in reasons.most_common():
        print(f"{count:6} {reason}")
    return 1 if counts["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
