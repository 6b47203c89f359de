"""The Helm chart: what it makes of many values, against golden files in tests/delivery/chart.

NAME.yaml holds values, NAME.golden what `helm template` makes of them, or the error it ends with.
`tests/run.py delivery --update` writes the goldens down. `make test-kubernetes` installs it.
"""

import contextlib
import difflib
import os
from pathlib import Path
import re
import shutil
import subprocess
import tempfile

from tests.integration.databases import pawl
from tests.runner import cli
from tests.runner.job import Failure, Skip
from tests.servers.server import CACHE, ROOT

CHARTS = ROOT / "deploy/helm"
GOLDENS = ROOT / "tests/delivery/chart"
# helm asks no cluster here, and would take one for very old.
KUBERNETES = "1.34.0"


def helm(*words, ok=True) -> str:
    program = CACHE / "helm/helm"
    if not program.exists():
        raise Skip("there is no helm: tools/setup test builds it where there is Go and its proxy")
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as home:
        run = subprocess.run([program, *map(str, words)], text=True, capture_output=True,
                             env={"PATH": os.environ["PATH"], "HOME": home})
    if not ok and run.returncode != 0:
        return run.stderr
    assert run.returncode == 0, (words, run.stdout, run.stderr)
    return run.stdout


def template(chart: Path, *words, ok=True) -> str:
    return helm("template", "shop", chart, "--namespace", "prod", "--kube-version", KUBERNETES,
                *words, ok=ok)


def check_golden(name: str, actual: str) -> None:
    golden = GOLDENS / f"{name}.golden"
    expected = golden.read_text() if golden.exists() else ""
    if actual == expected:
        return
    if cli.UPDATE:
        golden.write_text(actual)
        return
    raise Failure("".join(difflib.unified_diff(expected.splitlines(True), actual.splitlines(True),
                                               "expected", "actual")))


def steady(error: str) -> str:
    """Without what is helm's to say: where in the chart it came up, and in which order."""
    first, *rest = re.sub(r"execution error at \(.*?\): ", "", error).splitlines(keepends=True)
    return first + "".join(sorted(rest, key=str.lstrip))


def golden_test(values: Path):
    def test(_):
        text = template(CHARTS / "pawl", "--values", values, ok=False)
        check_golden(values.stem, steady(text) if text.startswith("Error: ") else text)
    test.__name__ = f"test_{values.stem}"
    return test


for _values in sorted(GOLDENS.glob("*.yaml")):
    globals()[f"test_{_values.stem}"] = golden_test(_values)


def test_no_golden_without_values(_):
    stems = {path.stem for path in GOLDENS.glob("*.yaml")} | {"as_a_dependency"}
    assert {path.stem for path in GOLDENS.glob("*.golden")} == stems


def test_lint(_):
    assert "0 chart(s) failed" in helm("lint", "--strict", "--kube-version", KUBERNETES,
                                       CHARTS / "pawl", "--values", GOLDENS / "everything.yaml")


@contextlib.contextmanager
def example_app():
    """The example with its dependency in place."""
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        for name in ("pawl", "example-app"):
            shutil.copytree(CHARTS / name, Path(folder, name))
        helm("dependency", "build", Path(folder, "example-app"))
        yield Path(folder, "example-app")


def test_as_a_dependency(_):
    with example_app() as chart:
        helm("lint", "--strict", "--kube-version", KUBERNETES, chart)
        check_golden("as_a_dependency", template(chart))


def test_another_pod_is_another_job(_):
    """Without hook, what runs once must have a name of its own, and the same keep its own."""
    base = ["--values", GOLDENS / "no_hook.yaml"]

    def name(*words) -> str:
        return re.search(r"kind: Job\nmetadata:\n(?: +#.*\n)?  name: (\S+)",
                         template(CHARTS / "pawl", *base, *words))[1]

    same = name()
    assert name() == same
    others = [name("--set", change) for change in (
        "image.tag=v2", "rerun=again", "options.to=0002_b", "backoffLimit=3,resources.limits=null",
        "databases.postgres.url=postgresql://other/app")]
    assert len({same, *others}) == len(others) + 1, others


def test_a_retry_is_for_what_may_pass_by_itself(_):
    """The chart's list of exit codes is that of the program."""
    kinds = (ROOT / "src/base/error.def").read_text()
    codes = {int(code) for code in re.findall(r"^ERROR_KIND\(ERROR_\w+,\s*(\d+),", kinds, re.M)}
    assert {1, 2, 10, 20} <= codes
    job = (CHARTS / "pawl/templates/job.yaml").read_text()
    stop = [int(code) for code in re.search(r"values: \[([\d, ]+)\]", job)[1].split(",")]
    assert stop == sorted(code for code in codes if 2 <= code < 10 or code >= 20), (stop, codes)


def test_versions_are_the_programs(_):
    version = pawl("version").stdout.split()[1]
    chart = (CHARTS / "pawl/Chart.yaml").read_text()
    assert f"\nversion: {version}\nappVersion: {version}\n" in chart
    assert f"FROM pawl:{version}\n" in (CHARTS / "example-app/Containerfile").read_text()


def test_readme_names_every_value(_):
    readme = (CHARTS / "pawl/README.md").read_text()
    values = (CHARTS / "pawl/values.yaml").read_text()
    keys = re.findall(r"^(\w+):", values, re.MULTILINE)
    assert len(keys) > 20
    assert not [key for key in keys if f"`{key}" not in readme]
