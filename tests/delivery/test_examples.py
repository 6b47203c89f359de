"""The GitHub Action and the compose file: what can be run of them without GitHub and Docker."""

import os
from pathlib import Path
import re
import subprocess
import tempfile
import textwrap

from tests.delivery.test_deb import VERSION
from tests.integration.databases import EXAMPLES, PAWL, Database, environment
from tests.servers.server import ROOT

ACTION = (ROOT / "deploy/github-action/action.yml").read_text()
COMPOSE = (ROOT / "deploy/docker-compose/compose.yaml").read_text()


def step(name: str) -> tuple[str, dict[str, str]]:
    """The script of a step, and the input that each of its variables is."""
    text = ACTION[ACTION.index(f"    - name: {name}\n"):].partition("\n    - name: ")[0]
    inputs = dict(re.findall(r"^ +([A-Z_]+): \$\{\{ inputs\.([\w-]+) \}\}$", text, re.MULTILINE))
    return textwrap.dedent(text.partition("run: |\n")[2]), inputs


def run_step(name: str, folder: Path, values: dict[str, str],
             **variables: str) -> subprocess.CompletedProcess:
    script, inputs = step(name)
    defaults = dict(re.findall(r'^  ([\w-]+):\n    description: .*\n    default: "?([^"\n]*)"?$',
                               ACTION, re.MULTILINE))
    assert set(inputs.values()) <= defaults.keys(), (inputs, defaults)
    given = {variable: (defaults | values)[key] for variable, key in inputs.items()}
    # As GitHub calls it for `shell: bash`.
    return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
                          cwd=folder, text=True, capture_output=True,
                          env=environment(**given, **variables))


def test_action_migrates(servers):
    with (tempfile.TemporaryDirectory(prefix="pawl-test-") as folder,
          Database(servers.postgres15) as db):
        (Path(folder) / "schemas").symlink_to(EXAMPLES)
        path = f"{PAWL.parent}:{os.environ['PATH']}"
        assert run_step("Build pawl", Path(folder), {}, PATH=path).returncode == 0
        values = {"postgres-url": db.url, "args": "--to 0003_api_keys"}
        run = run_step("Run pawl", Path(folder), values, PATH=path)
        assert run.returncode == 0, run
        assert "applied 3, skipped 0" in run.stdout, run


def test_action_by_image(_):
    """What docker is asked to do: a docker that says it."""
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        docker = Path(folder) / "docker"
        docker.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        docker.chmod(0o755)
        run = run_step("Run pawl", Path(folder), {"image": "pawl:1", "command": "plan",
                                                  "postgres-url": "postgresql://u:secret@h/d"},
                       PATH=f"{folder}:{os.environ['PATH']}")
        assert run.returncode == 0, run
        words = run.stdout.splitlines()
        assert words[:2] == ["run", "--rm"] and words[-2:] == ["pawl:1", "plan"], words
        assert "secret" not in run.stdout, "a command line is for all to see"


def test_compose_names_what_there_is(_):
    assert f"localhost/pawl:{VERSION}\n" in COMPOSE
    manual = subprocess.check_output([PAWL, "manual"], text=True)
    variables = set(re.findall(r"\b(PAWL_\w+):", COMPOSE))
    assert {"PAWL_DIR", "PAWL_WAIT", "PAWL_POSTGRES_URL", "PAWL_CLICKHOUSE_URL"} == variables
    for name in variables:  # the manual has PAWL_<NAME>_URL for all of those
        assert re.sub("POSTGRES|CLICKHOUSE", "<NAME>", name) in manual, name
    [schemas] = re.findall(r"- (\S+):/schemas:ro", COMPOSE)
    assert (ROOT / "deploy/docker-compose" / schemas).resolve() == EXAMPLES.resolve()
