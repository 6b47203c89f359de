"""The Debian package: made twice, installed into an empty root, run, and removed without a trace."""

import gzip
from pathlib import Path
import re
import subprocess
import tempfile

from tests.integration.databases import EXAMPLES, Database, environment
from tests.servers.server import ROOT

VERSION = re.search(r"version: '([^']+)'", (ROOT / "meson.build").read_text())[1]


def command(*words, **options) -> str:
    process = subprocess.run([str(word) for word in words], text=True, capture_output=True,
                             **options)
    assert process.returncode == 0, (words, process.stdout, process.stderr)
    return process.stdout


def build(folder: Path) -> Path:
    command(ROOT / "tools/deb", folder)
    [package] = folder.glob("*.deb")
    return package


def dpkg(root: Path, *words) -> str:
    # The scratch root has no other packages: what pawl depends on is looked at below.
    return command("dpkg", f"--root={root}", "--force-depends", "--force-not-root",
                   "--force-script-chrootless", "--log=/dev/null", *words)


def scratch_root(folder: Path) -> Path:
    root = folder / "root"
    for name in ("info", "updates", "triggers"):
        (root / "var/lib/dpkg" / name).mkdir(parents=True)
    for name in ("status", "available"):
        (root / "var/lib/dpkg" / name).touch()
    return root


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")
            if path.is_file() and "var/lib/dpkg" not in str(path)}


def test_two_builds_are_the_same_bytes(_):
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        first, second = (build(Path(folder) / name) for name in ("1", "2"))
        assert first.name == second.name == f"pawl_{VERSION}_" + first.name.split("_")[2]
        assert first.read_bytes() == second.read_bytes()


def test_installed_run_and_removed(servers):
    with (tempfile.TemporaryDirectory(prefix="pawl-test-") as folder,
          Database(servers.postgres15) as db):
        package = build(Path(folder))
        root = scratch_root(Path(folder))
        dpkg(root, "--install", package)
        assert dpkg(root, "--verify", "pawl") == ""
        pawl = root / "usr/bin/pawl"

        assert command(pawl, "version") == f"pawl {VERSION}\n"
        up = command(pawl, "up", "--dir", EXAMPLES, env=environment(DATABASE_URL=db.url))
        assert "applied 12, skipped 0" in up

        page = root / "usr/share/man/man1/pawl.1.gz"
        assert gzip.decompress(page.read_bytes()).decode() == command(pawl, "manual")
        for shell, file in {"bash": "bash-completion/completions/pawl",
                            "zsh": "zsh/vendor-completions/_pawl",
                            "fish": "fish/vendor_completions.d/pawl.fish"}.items():
            script = (root / "usr/share" / file).read_text()
            assert script == command(pawl, "completion", shell)
            assert "--statement-timeout" in script or "statement-timeout" in script, file

        dpkg(root, "--purge", "pawl")
        assert files(root) == set()


def test_depends_on_what_it_loads(_):
    """Nothing sees a library that is opened at run time but this test."""
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        package = build(Path(folder))
        depends = command("dpkg-deb", "--field", package, "Depends")
        named = set(re.findall(r"[a-z][a-z0-9.+-]+", re.sub(r"\([^)]*\)", "", depends)))
        opened = set()
        for source in (ROOT / "src").rglob("*.c"):
            opened |= set(re.findall(r'"(lib(?!chdb)[\w-]+\.so\.\d+)"', source.read_text()))
        assert len(opened) >= 4, opened
        owners = set()
        for library in opened:
            for line in command("dpkg-query", "-S", f"*/{library}").splitlines():
                owners.add(line.split(":")[0])
        assert owners == named - {"libc6"}, (owners, named)


def test_completion_completes(_):
    """bash is everywhere: source the script, ask as a shell would."""
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        root = scratch_root(Path(folder))
        dpkg(root, "--install", build(Path(folder)))
        script = root / "usr/share/bash-completion/completions/pawl"
        answer = command("bash", "-c", """
            source "$1"
            COMP_WORDS=(pawl sta) COMP_CWORD=1 COMP_LINE='pawl sta' COMP_POINT=8
            function=$(complete -p pawl | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            "$function" pawl sta pawl
            echo "${COMPREPLY[*]}"
        """, "bash", script, env=environment(PATH=f"{root}/usr/bin:/usr/bin:/bin"))
        assert answer.split() == ["status"], answer
