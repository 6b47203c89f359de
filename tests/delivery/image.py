"""The image, built once for all tests that need it, and its root on disk."""

import contextlib
import functools
import gzip
import importlib.machinery
import importlib.util
import io
import json
import os
from pathlib import Path
import pwd
import shutil
import subprocess
import tarfile
import tempfile
import threading

from tests.runner.builds import PLAIN
from tests.runner.job import Skip
from tests.servers import NotInstalled
from tests.servers.postgres import reachable
from tests.servers.server import ROOT
from tests.servers.workspace import workspace

USER = 65532

_lock = threading.Lock()


class Image:
    """An OCI archive, as tools/image leaves it."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        with tarfile.open(archive) as tar:
            self._blobs = {member.name: tar.extractfile(member).read() for member in tar
                           if member.isfile()}
        [entry] = json.loads(self._blobs["index.json"])["manifests"]
        self.digest = entry["digest"]
        self.manifest = json.loads(self.blob(self.digest))
        self.config = json.loads(self.blob(self.manifest["config"]["digest"]))

    def blob(self, digest: str) -> bytes:
        return self._blobs["blobs/" + digest.replace(":", "/")]

    def layers(self) -> list[tarfile.TarFile]:
        return [tarfile.open(fileobj=io.BytesIO(gzip.decompress(self.blob(layer["digest"]))))
                for layer in self.manifest["layers"]]


def build(as_nobody: bool = False) -> Path:
    """A folder with what tools/image makes; by somebody without rights, if that is possible."""
    if shutil.which("buildah") is None:
        raise NotInstalled("buildah is not installed: run tools/setup test")
    folder = Path(tempfile.mkdtemp(prefix="image-", dir=workspace()))
    options = {}
    if as_nobody and os.geteuid() == 0 and reachable(PLAIN):
        account = pwd.getpwnam("nobody")
        os.chown(folder, account.pw_uid, account.pw_gid)
        options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    process = subprocess.run([ROOT / "tools/image", "--output", folder], text=True,
                             capture_output=True, **options,
                             # git answers only the owner of a repository, unless told otherwise.
                             env=os.environ | {"HOME": str(folder), "GIT_CONFIG_COUNT": "1",
                                               "GIT_CONFIG_KEY_0": "safe.directory",
                                               "GIT_CONFIG_VALUE_0": "*"})
    assert process.returncode == 0, process.stderr
    return folder


@functools.cache
def _built() -> Path:
    return build()


def built() -> Path:
    with _lock:
        return _built()


@contextlib.contextmanager
def root():
    """The image, unpacked."""
    with tempfile.TemporaryDirectory(prefix="pawl-test-") as folder:
        for layer in Image(built() / "pawl.oci.tar").layers():
            with layer:
                # Newer Pythons would leave out links to absolute paths.
                if hasattr(tarfile, "fully_trusted_filter"):
                    layer.extraction_filter = staticmethod(tarfile.fully_trusted_filter)
                layer.extractall(folder)
        os.chmod(folder, 0o755)
        yield Path(folder)


def run_in(folder: Path, *command: str, binds: dict[Path, str] | None = None,
           writable: dict[Path, str] | None = None, **variables: str) -> subprocess.CompletedProcess:
    """As a container's runtime would: another user, the root read-only, nothing of ours seen."""
    if os.geteuid() != 0:
        raise Skip("only root can be another user")
    mounts = ""
    for source, target in (binds or {}).items():
        (folder / target).touch()
        mounts += f'mount --bind "{source}" "$1/{target}"\n'
    volumes = "".join(f'mount --bind "{source}" "$1/{target}"\n'
                      for source, target in (writable or {}).items())
    script = f"""
        set -e
        mount --bind "$1" "$1"
        {mounts}
        mount -o remount,bind,ro "$1"
        {volumes}
        root=$1; shift
        exec chroot --userspec={USER}:{USER} "$root" "$@"
    """
    # Not for a mount to go anywhere but into the new namespace, which ends with the command.
    return subprocess.run(["unshare", "--mount", "--propagation=private", "sh", "-c", script, "sh",
                           folder, *command], env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                                                   **variables},
                          text=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)


def tools_image():
    """tools/image as a module."""
    loader = importlib.machinery.SourceFileLoader("tools_image", str(ROOT / "tools/image"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("tools_image", loader))
    loader.exec_module(module)
    return module
