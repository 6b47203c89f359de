"""The cluster that KUBECONFIG names, as the cases need it: helm, kubectl, images, databases."""

import asyncio
import contextlib
import dataclasses
import json
import os
from pathlib import Path
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from tests.servers import ClickHouse26, Postgres
from tests.servers.server import CACHE, ROOT

CHARTS = ROOT / "deploy/helm"
BUILDS = Path(os.environ.get("PAWL_BUILDS", ROOT))


class SetupError(Exception):
    pass


def setting(name: str, what: str) -> str:
    if not os.environ.get(name):
        raise SetupError(f"{name} is not set: {what} (tests/kubernetes/README.md)")
    return os.environ[name]


def run(*words, ok=True, **options) -> str:
    process = subprocess.run([str(word) for word in words], text=True, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if ok and process.returncode != 0:
        raise SetupError(f"{shlex.join(map(str, words))}: {process.stdout}")
    return process.stdout


def until(condition, seconds: float, what: str):
    """Wait for it, and return what it says."""
    give_up = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > give_up:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.2)
    return answer


# Databases -----------------------------------------------------------------------------------------

class Forwarder:
    """Servers of tests listen on loopback; pods come to an address of this machine."""

    def __init__(self, host: str, port: int) -> None:
        self._to = port
        self._host = host
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.port = 0
        self.listen()

    def listen(self) -> None:
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, self._host, self.port), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]

    def refuse(self) -> None:
        """As where no server is."""
        self._loop.call_soon_threadsafe(self._server.close)

    async def _serve(self, reader, writer) -> None:
        with contextlib.suppress(OSError):
            out_reader, out_writer = await asyncio.open_connection("127.0.0.1", self._to)
            await asyncio.gather(self._pump(reader, out_writer), self._pump(out_reader, writer))
        writer.close()

    async def _pump(self, reader, writer) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()


class Databases:
    """A PostgreSQL and a ClickHouse for all cases; each case has a database in both."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.postgres = Postgres(15)
        self.clickhouse = ClickHouse26()
        self._forwarders = {server.port: Forwarder(host, server.port)
                            for server in (self.postgres, self.clickhouse)}

    def url(self, server, database: str, **user: str) -> str:
        """As a pod has to say it."""
        return server.url(database, **user).replace(
            f"127.0.0.1:{server.port}", f"{self.host}:{self._forwarders[server.port].port}")

    @contextlib.contextmanager
    def down(self, server):
        server.stop()
        self._forwarders[server.port].refuse()
        try:
            yield
        finally:
            server.start()
            self._forwarders[server.port].listen()

    def __enter__(self):
        self.postgres.start()
        self.clickhouse.start()
        return self

    def __exit__(self, *_) -> None:
        self.postgres.close()
        self.clickhouse.close()


# Images --------------------------------------------------------------------------------------------

class Images:
    """pawl's, one with migrations on top of it, and an app that does nothing, in the cluster."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.load_command = setting("PAWL_KUBERNETES_LOAD", "how an image's archive gets in")
        run(ROOT / "tools/image", "--output", folder)
        self.version = re.search(r"version: '([^']+)'", (ROOT / "meson.build").read_text())[1]
        # A tag of its own for each run: what an earlier one left in the cluster must not count.
        self.tag = secrets.token_hex(4)
        self.pawl = "localhost/pawl"
        self.migrations = "localhost/pawl-test-migrations"
        self.app = "localhost/pawl-test-app"
        self._buildah("pull", "--quiet", f"docker-archive:{folder}/pawl.docker.tar")
        self._buildah("tag", f"{self.pawl}:{self.version}", f"{self.pawl}:{self.tag}")
        self._load(f"{self.pawl}:{self.tag}")
        self._build_migrations()
        self._build_app()

    def _build_migrations(self) -> None:
        """As deploy/helm/example-app/Containerfile has it, with the examples for schemas."""
        context = self.folder / "migrations"
        shutil.copytree(ROOT / "examples/schemas", context / "schemas")
        self._buildah("build", "--quiet", "--isolation", "chroot", "--tag",
                      f"{self.migrations}:{self.tag}", "--file",
                      CHARTS / "example-app/Containerfile", context)
        self._load(f"{self.migrations}:{self.tag}")

    def _build_app(self) -> None:
        context = self.folder / "app"
        context.mkdir()
        source = context / "app.c"
        source.write_text("#include <unistd.h>\nint main(void) { for (;;) pause(); }\n")
        run("gcc", "-static", "-Os", "-o", context / "app", source)
        (context / "Containerfile").write_text('FROM scratch\nCOPY app /\nENTRYPOINT ["/app"]\n')
        self._buildah("build", "--quiet", "--isolation", "chroot", "--tag",
                      f"{self.app}:{self.tag}", "--file", context / "Containerfile", context)
        self._load(f"{self.app}:{self.tag}")

    def _buildah(self, *words) -> None:
        policy = self.folder / "policy.json"
        policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
        options = ["--signature-policy", policy] if words[0] in ("pull", "push", "build") else []
        run("buildah", "--root", self.folder / "storage", "--runroot", self.folder / "run",
            "--storage-driver", "vfs", words[0], *options, *words[1:])

    def _load(self, name: str) -> None:
        archive = self.folder / "load.tar"
        archive.unlink(missing_ok=True)
        self._buildah("push", "--quiet", name, f"docker-archive:{archive}:{name}")
        run("sh", "-c", self.load_command.replace("{archive}", str(archive)))


# Releases ------------------------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Pod:
    name: str
    phase: str
    exit: int | None  # of pawl; None: it did not end
    message: str  # the termination message


@dataclasses.dataclass(frozen=True)
class Helm:
    exit: int
    output: str
    seconds: float


def helm_program() -> str:
    cached = CACHE / "helm/helm"
    program = str(cached) if cached.exists() else shutil.which("helm")
    if program is None:
        raise SetupError("there is no helm: tools/setup test builds it where there is Go")
    return program


class Cluster:
    """A namespace of one run, gone afterwards."""

    def __init__(self) -> None:
        setting("KUBECONFIG", "the cluster to test on")
        self.host = setting("PAWL_KUBERNETES_HOST", "this machine's address, as pods reach it")
        self.namespace = f"pawl-test-{secrets.token_hex(3)}"

    def __enter__(self):
        self.kubectl("create", "namespace", self.namespace)
        # The chart's pods must be such as the strictest of Kubernetes' standards allows.
        self.kubectl("label", "namespace", self.namespace,
                     "pod-security.kubernetes.io/enforce=restricted")
        until(lambda: "default" in self.kubectl("get", "serviceaccounts", "-o", "name", ok=False),
              60, "the namespace's service account")
        return self

    def __exit__(self, *_) -> None:
        self.kubectl("delete", "namespace", self.namespace, "--wait=false", ok=False)

    def kubectl(self, *words, ok=True) -> str:
        return run("kubectl", "--namespace", self.namespace, *words, ok=ok)

    def environment(self, folder: Path) -> dict[str, str]:
        """For commands that name no namespace, with helm on PATH."""
        config = folder / "kubeconfig"
        config.write_text(run("kubectl", "config", "view", "--raw", "--flatten", "--minify"))
        variables = os.environ | {"KUBECONFIG": str(config), "PATH":
                                  f"{Path(helm_program()).parent}:{os.environ['PATH']}"}
        run("kubectl", "config", "set-context", "--current", "--namespace", self.namespace,
            env=variables)
        return variables

    def get(self, kind: str, *words) -> list[dict]:
        return json.loads(self.kubectl("get", kind, "-o", "json", *words))["items"]


class Release:
    """A release of the chart, and what became of its Job."""

    def __init__(self, cluster: Cluster, name: str, chart: Path = CHARTS / "pawl") -> None:
        self.cluster = cluster
        self.name = name
        self.chart = chart
        self.job = f"{name}-pawl"

    def helm(self, *words) -> Helm:
        return self.finish(self.start(*words))

    def start(self, *words) -> tuple[subprocess.Popen, float]:
        return subprocess.Popen([helm_program(), "--namespace", self.cluster.namespace,
                                 *map(str, words)], text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT), time.monotonic()

    def finish(self, started: tuple[subprocess.Popen, float]) -> Helm:
        process, at = started
        output, _ = process.communicate(timeout=400)
        return Helm(process.returncode, output, time.monotonic() - at)

    def upgrade(self, values: dict, *words) -> Helm:
        return self.finish(self.start_upgrade(values, *words))

    def start_upgrade(self, values: dict, *words) -> tuple[subprocess.Popen, float]:
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(values, file)
        return self.start("upgrade", "--install", self.name, self.chart, "--values", file.name,
                          *words)

    def jobs(self) -> list[dict]:
        return self.cluster.get("jobs", "-l", f"app.kubernetes.io/instance={self.name}")

    def condition(self) -> str:
        """Type, reason and, where Kubernetes gives more than a count, the message."""
        for job in self.jobs():
            for condition in job.get("status", {}).get("conditions", []):
                if condition["type"] in ("Failed", "Complete"):
                    return f"{condition['type']}: {condition.get('reason', '')}"
        return "none"

    def pods(self) -> list[Pod]:
        """Oldest first."""
        items = self.cluster.get("pods", "-l", f"app.kubernetes.io/instance={self.name},"
                                               "app.kubernetes.io/component=migrations")
        items.sort(key=lambda item: item["metadata"]["creationTimestamp"])
        return [_pod(item) for item in items]

    def log(self, pod: Pod) -> str:
        return self.cluster.kubectl("logs", pod.name, ok=False)

    def kill_helm(self, started: tuple[subprocess.Popen, float], by: signal.Signals) -> Helm:
        started[0].send_signal(by)
        return self.finish(started)


def _pod(item: dict) -> Pod:
    status = item["status"]
    [container] = status.get("containerStatuses") or [{}]
    ended = container.get("state", {}).get("terminated") or {}
    return Pod(item["metadata"]["name"], status.get("reason") or status.get("phase", ""),
               ended.get("exitCode"), ended.get("message", ""))
