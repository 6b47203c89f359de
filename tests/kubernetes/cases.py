"""The cases, in the order of docs/kubernetes.md. Each ends with its databases as they should be."""

import contextlib
from pathlib import Path
import re
import shutil
import signal
import subprocess
import tempfile
import time

from tests.kubernetes.case import Case
from tests.kubernetes.cluster import CHARTS, Helm, Release, until

TABLE = "CREATE TABLE {} (i Int64) ENGINE = MergeTree ORDER BY i"


def examples() -> dict[str, dict[str, str]]:
    folder = CHARTS.parents[1] / "examples/schemas"
    return {name: {path.stem: path.read_text() for path in (folder / name).rglob("*.sql")}
            for name in ("postgres", "clickhouse")}


def own_image(case: Case) -> None:
    """FROM pawl, COPY schemas: an install, and an upgrade that has nothing to do."""
    images = case.lab.images
    values = case.values(examples()) | {"image": {"repository": images.migrations,
                                                  "tag": images.tag}, "migrations": {}}
    for title, postgres, clickhouse in (
            ("first install", "applied 12, skipped 0", "applied 7, skipped 0"),
            ("second upgrade", "applied 0, skipped 12", "applied 0, skipped 7")):
        helm = case.release.upgrade(values)
        row = case.record(title, helm, examples())
        assert helm.exit == 0
        assert row.job == "Complete: CompletionsReached; pods: Succeeded 0", row.job
        assert postgres in row.transcript and clickhouse in row.transcript
        assert row.state == "postgres: 12 applied; clickhouse: 8 applied", row.state
    assert case.query(case.clickhouse, "SELECT count() FROM spans") == [["3000"]]


def broken(case: Case) -> None:
    """A statement that fails is seen at once, in helm's own output; mended, it goes on there."""
    files = {"postgres": {"0001_a": "create table a (i int);\n"},
             "clickhouse": {"0001_b": f"{TABLE.format('b')};\n"
                                      "INSERT INTO b VALUES (1);\n"
                                      "INSERT INTO nowhere VALUES (2);\n"
                                      "INSERT INTO b VALUES (3);\n"}}
    helm = case.release.upgrade(case.values(files))
    row = case.record("a broken migration", helm, files)
    assert helm.exit == 1 and helm.seconds < 20
    assert "0001_b.sql:3" in helm.output and "nowhere" in helm.output, helm.output
    assert row.job == "Failed: PodFailurePolicy; pods: Failed 20", row.job
    [pod] = case.release.pods()
    assert "0001_b.sql:3" in pod.message and len(pod.message.encode()) <= 4096, pod.message
    assert row.state in ("postgres: 1 applied; clickhouse: 1 partial at 2",
                         "postgres: 1 applied; clickhouse: 1 unknown"), row.state

    files["clickhouse"]["0001_b"] = files["clickhouse"]["0001_b"].replace("nowhere", "b")
    helm = case.release.upgrade(case.values(files))
    row = case.record("mended, upgraded again", helm, files)
    assert helm.exit == 0
    assert case.numbers("b") == [1, 2, 3]
    assert row.state == "postgres: 1 applied; clickhouse: 1 applied", row.state


def walkthrough(case: Case) -> None:
    """The commands of docs/kubernetes.md, as they stand there."""
    docs = (CHARTS.parents[1] / "docs/kubernetes.md").read_text()
    blocks = re.findall(r"<!-- walkthrough(?:: exit (\d+))? -->\n```sh\n(.*?)```", docs, re.DOTALL)
    assert len(blocks) == 3, blocks
    case.release = Release(case.cluster, "app")
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        variables = case.cluster.environment(Path(folder)) | {
            "PAWL": str(CHARTS.parents[1]), "TAG": case.lab.images.tag,
            "CLICKHOUSE_URL": case.urls()["clickhouse"]}
        for expected, commands in blocks:
            started = time.monotonic()
            process = subprocess.run(["bash", "-ec", commands], cwd=folder, env=variables, text=True,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            helm = Helm(process.returncode, process.stdout, time.monotonic() - started)
            if "helm" in commands:
                files = {"clickhouse": {"0001_events": Path(folder, "0001_events.sql").read_text()}}
                case.record("the commands above, the mistake" if expected else
                            "the commands above, mended", helm, files)
            assert helm.exit == int(expected or 0), helm
            if helm.exit:
                assert "0001_events.sql:3" in helm.output and helm.seconds < 20, helm
                described = case.cluster.kubectl("describe", "pod", "-l",
                                                 "app.kubernetes.io/instance=app")
                assert "0001_events.sql:3" in described, described
    assert case.query(case.clickhouse, "SELECT count(), any(kind) FROM events") == [["1000", ""]]
    case.release.helm("uninstall", "app", "--no-hooks")


def database_down(case: Case) -> None:
    files = {"clickhouse": {"0001_a": TABLE.format("a")}}
    values = case.values(files, backoffLimit=1, options={"wait": 2})
    with case.lab.databases.down(case.clickhouse):
        helm = case.release.upgrade(values)
        pods = case.release.pods()
    row = case.record("a database is down", helm, files)
    assert helm.exit == 1 and "could not" in helm.output
    assert row.job.startswith("Failed: BackoffLimitExceeded"), row.job
    assert [pod.exit for pod in pods] == [10, 10], pods
    place = case.urls()["clickhouse"].split("@")[1]
    assert all(place.split("/")[0] in pod.message for pod in pods), pods


def database_late(case: Case) -> None:
    files = {"clickhouse": {"0001_a": TABLE.format("a")}}
    with case.lab.databases.down(case.clickhouse):
        started = case.release.start_upgrade(case.values(files, options={"wait": 1}))
        until(lambda: [pod for pod in case.release.pods() if pod.exit == 10], 60, "a failed pod")
    helm = case.release.finish(started)
    row = case.record("a database comes up late", helm, files)
    assert helm.exit == 0
    assert row.state == "clickhouse: 1 applied", row.state


def secret_wrong(case: Case) -> None:
    files = {"clickhouse": {"0001_a": TABLE.format("a")}}
    values = case.values(files, backoffLimit=1)
    url = case.urls(user="pawl")["clickhouse"]
    values["databases"]["clickhouse"]["url"] = re.sub("pawl:[^@]*@", "pawl:hunter2@", url)
    helm = case.release.upgrade(values)
    row = case.record("the password is wrong", helm, files)
    assert helm.exit == 1 and "Authentication failed" in helm.output
    assert "hunter2" not in row.transcript
    assert row.job == "Failed: PodFailurePolicy; pods: Failed 24", row.job

    values["databases"]["clickhouse"] = {"existingSecret": "no-such-secret"}
    helm = case.release.upgrade(values)
    row = case.record("the Secret is missing", helm, files)
    assert helm.exit == 1 and "PAWL_CLICKHOUSE_URL" in helm.output
    assert row.job == "Failed: PodFailurePolicy; pods: Failed 3", row.job

    helm = case.release.upgrade(case.values(files))
    row = case.record("mended", helm, files)
    assert helm.exit == 0


def pod_deleted(case: Case) -> None:
    seconds = 25
    files = case.slow(seconds)
    started = case.release.start_upgrade(case.values(files))
    until(case.slow_runs, 60, "the INSERT")
    [pod] = case.release.pods()
    case.cluster.kubectl("delete", "pod", pod.name, "--wait=false")
    _survives(case, "the pod is deleted in a long INSERT SELECT", started, files, seconds)


def pod_evicted(case: Case) -> None:
    seconds = 25
    files = case.slow(seconds)
    started = case.release.start_upgrade(case.values(files, backoffLimit=0))
    until(case.slow_runs, 60, "the INSERT")
    [item] = case.cluster.get("pods", "-l", f"app.kubernetes.io/instance={case.name}")
    node = item["spec"]["nodeName"]
    try:
        case.cluster.kubectl("drain", node, "--force", "--ignore-daemonsets", "--pod-selector",
                             f"app.kubernetes.io/instance={case.name}")
    finally:
        case.cluster.kubectl("uncordon", node)
    _survives(case, "its node is drained, backoffLimit 0", started, files, seconds)


def pod_deadline(case: Case) -> None:
    seconds = 30
    files = case.slow(seconds)
    helm = case.release.start_upgrade(case.values(files, activeDeadlineSeconds=12))
    _survives(case, "its deadline (12 s) passes", helm, files, seconds)


def _survives(case: Case, title: str, started, files, seconds: int) -> None:
    helm = case.release.finish(started)
    row = case.record(title, helm, files)
    assert helm.exit == 0
    assert row.state == "clickhouse: 1 applied", row.state
    case.slow_came_once(seconds)


def helm_times_out(case: Case) -> None:
    seconds = 20
    files = case.slow(seconds)
    started = case.release.start_upgrade(case.values(files), "--timeout", "6s")
    until(case.slow_runs, 60, "the INSERT")
    helm = case.release.finish(started)
    row = case.record("helm's `--timeout` passes, its Job runs on", helm, files)
    assert helm.exit == 1 and "timed out" in helm.output
    assert row.job == "none; pods: Running", row.job
    helm = case.release.upgrade(case.values(files))
    row = case.record("upgraded again", helm, files)
    assert helm.exit == 0
    case.slow_came_once(seconds)


def helm_killed(case: Case) -> None:
    seconds = 20
    first = {"clickhouse": {"0000_first": TABLE.format("first")}}
    assert case.release.upgrade(case.values(first)).exit == 0
    files = {"clickhouse": first["clickhouse"] | case.slow(seconds)["clickhouse"]}
    started = case.release.start_upgrade(case.values(files))
    until(case.slow_runs, 60, "the INSERT")
    helm = case.release.kill_helm(started, signal.SIGKILL)
    case.record("helm is killed in mid-hook", helm, files)

    helm = case.release.upgrade(case.values(files))
    row = case.record("upgraded again", helm, files)
    assert helm.exit == 1 and "another operation" in helm.output
    helm = case.release.helm("rollback", case.name, "1", "--no-hooks")
    row = case.record("the way out: `helm rollback NAME REVISION --no-hooks`", helm, files)
    assert helm.exit == 0
    helm = case.release.upgrade(case.values(files))
    row = case.record("and upgraded", helm, files)
    assert helm.exit == 0
    case.slow_came_once(seconds)


def helm_killed_installing(case: Case) -> None:
    seconds = 20
    files = case.slow(seconds)
    started = case.release.start_upgrade(case.values(files))
    until(case.slow_runs, 60, "the INSERT")
    case.release.kill_helm(started, signal.SIGKILL)
    helm = case.release.upgrade(case.values(files))
    assert helm.exit == 1 and "another operation" in helm.output, helm
    helm = case.release.helm("uninstall", case.name)
    case.record("helm is killed in its first install; the way out: `helm uninstall NAME`", helm,
                files)
    assert helm.exit == 0, helm
    helm = case.release.upgrade(case.values(files))
    row = case.record("and installed", helm, files)
    assert helm.exit == 0
    case.slow_came_once(seconds)


def upgrade_over_upgrade(case: Case) -> None:
    """helm gives up, its Job runs on, and the next upgrade takes the Job's place."""
    seconds = 20
    files = case.slow(seconds)
    started = case.release.start_upgrade(case.values(files))
    until(case.slow_runs, 60, "the INSERT")
    helm = case.release.kill_helm(started, signal.SIGTERM)
    case.record("helm is interrupted, its Job runs on", helm, files)
    assert helm.exit == 1 and "context canceled" in helm.output, helm
    helm = case.release.upgrade(case.values(files))
    row = case.record("a second upgrade while the old pod still lives", helm, files)
    assert helm.exit == 0
    case.slow_came_once(seconds)


def two_releases(case: Case) -> None:
    """Two Jobs at once on the same databases: one works, the other waits."""
    seconds = 10
    files = case.slow(seconds)
    other = Release(case.cluster, f"{case.name}-b")
    started = [release.start_upgrade(case.values(files)) for release in (case.release, other)]
    helms = [case.release.finish(one) for one in started]
    case.record("two releases at once on the same databases", helms[0], files)
    case.release.helm("uninstall", other.name, "--no-hooks")
    assert [helm.exit for helm in helms] == [0, 0], helms[1].output
    logs = [release.log(release.pods()[-1]) for release in (case.release, other)]
    assert sum("applied 1, skipped 0" in log for log in logs) == 1, logs
    assert sum("applied 0, skipped 1" in log for log in logs) == 1, logs
    case.slow_came_once(seconds)


@contextlib.contextmanager
def example_app(case: Case):
    """The example with the chart below it."""
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        for name in ("pawl", "example-app"):
            shutil.copytree(CHARTS / name, Path(folder, name))
        release = Release(case.cluster, case.name, Path(folder, "example-app"))
        built = release.helm("dependency", "build", release.chart)
        assert built.exit == 0, built
        case.release = release
        yield release


def app_values(case: Case, files, image: str, **pawl) -> dict:
    # The example's own values name a Secret; null takes them back.
    databases = {name: {"url": "", "existingSecret": "", **database} for name, database in
                 ({"postgres": {}, "clickhouse": {}} | case.values(files)["databases"]).items()}
    return {"image": image, "pawl": case.values(files, **pawl) | {"databases": databases}}


def atomic_rollback(case: Case) -> None:
    """The migrations pass, the app does not: helm goes back to the chart that knows fewer."""
    old = {"clickhouse": {"0001_a": TABLE.format("a")}}
    new = {"clickhouse": old["clickhouse"] | {"0002_b": TABLE.format("b")}}
    app = f"{case.lab.images.app}:{case.lab.images.tag}"
    with example_app(case) as release:
        helm = release.upgrade(app_values(case, old, app), "--wait", "--timeout", "60s")
        row = case.record("an app is installed", helm, old)
        assert helm.exit == 0
        helm = release.upgrade(app_values(case, new, "localhost/no-such-app:1"), "--atomic",
                               "--timeout", "30s")
        row = case.record("`--atomic`: migrations pass, the app's pod never starts", helm, new)
        assert helm.exit == 1 and "rolled back" in helm.output
        assert row.state == "clickhouse: 2 applied", row.state
        helm = release.upgrade(app_values(case, old, app), "--wait", "--timeout", "60s")
        row = case.record("the older chart, upgraded on the newer database", helm, old)
        assert helm.exit == 0
        case.release = Release(case.cluster, case.name)


def pods_wait(case: Case) -> None:
    """Without hook, the app's pods start when the schema is there, and not before."""
    seconds = 12
    files = case.slow(seconds)
    app = f"{case.lab.images.app}:{case.lab.images.tag}"

    def phase() -> tuple[str, bool]:
        items = case.cluster.get("pods", "-l", f"app={case.name}")
        if not items:
            return "", False
        status = items[0]["status"]
        return status["phase"], any("running" in container["state"] for container in
                                    status.get("containerStatuses", []))

    def gave_up() -> bool:
        """Did a container that waits end with 13, and did another come?"""
        return any(container["restartCount"] > 0 and
                   container["lastState"]["terminated"]["exitCode"] == 13
                   for item in case.cluster.get("pods", "-l", f"app={case.name}")
                   for container in item["status"].get("initContainerStatuses", []))

    with example_app(case) as release:
        started = release.start_upgrade(app_values(
            case, files, app, hook={"enabled": False}, wait={"timeout": 3, "interval": 1}),
            "--wait", "--timeout", "120s")
        until(case.slow_runs, 60, "the INSERT")
        waited = 0
        while case.slow_runs():
            assert phase() in (("Pending", False), ("", False)), phase()
            waited += 1
        assert waited > 2 and gave_up()
        helm = release.finish(started)
        row = case.record("without hook: `pawl wait` holds the Deployment back", helm, files)
        assert helm.exit == 0
        assert phase() == ("Running", True), phase()
    case.slow_came_once(seconds)


CASES = [own_image, walkthrough, broken, database_down, database_late, secret_wrong, pod_deleted, pod_evicted,
         pod_deadline, helm_times_out, helm_killed, helm_killed_installing, upgrade_over_upgrade, two_releases,
         atomic_rollback, pods_wait]
