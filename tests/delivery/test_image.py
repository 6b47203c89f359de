"""The container image: what is in it, that two builds are one, and that pawl runs in its root."""

import json
import os
from pathlib import Path
import re
import shutil
import subprocess
import tempfile

from tests.delivery import image
from tests.delivery.test_deb import VERSION
from tests.integration.databases import EXAMPLES, Database
from tests.servers import NotInstalled
from tests.servers.clickhouse26 import LIBRARY

UNPACKED = 24_000_000
COMPRESSED = 10_000_000


def test_two_builds_are_one_digest(_):
    """Whoever builds it: root is not needed."""
    first, second = image.built(), image.build(as_nobody=True)
    for name in ("pawl.oci.tar", "pawl.spdx.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_small_and_described(_):
    built = image.Image(image.built() / "pawl.oci.tar")
    compressed = sum(layer["size"] for layer in built.manifest["layers"])
    [layer] = built.layers()
    unpacked = sum(member.size for member in layer.getmembers())
    assert unpacked <= UNPACKED and compressed <= COMPRESSED, (unpacked, compressed)

    config = built.config["config"]
    assert config["User"] == f"{image.USER}:{image.USER}"
    assert config["Entrypoint"] == ["/usr/bin/pawl"]
    labels = {key.removeprefix("org.opencontainers.image."): value
              for key, value in config["Labels"].items()}
    assert labels["version"] == VERSION and labels["licenses"] == "Apache-2.0", labels
    assert all(member.uid == member.gid == 0 for member in layer.getmembers())
    assert not [member.name for member in layer.getmembers() if member.mode & 0o6022
                and not member.issym()], "nobody but root may write, and nothing is setuid"


def test_runs_read_only_as_another_user(servers):
    with image.root() as root, Database(servers.postgres18) as postgres, \
            Database(servers.clickhouse26) as clickhouse:
        shutil.copytree(EXAMPLES, root / "schemas")  # COPY schemas /schemas
        urls = {"PAWL_POSTGRES_URL": postgres.url, "PAWL_CLICKHOUSE_URL": clickhouse.url}
        for count in ("applied 12, skipped 0", "applied 0, skipped 12"):
            run = image.run_in(root, "/usr/bin/pawl", "up", "--dir", "/schemas", **urls)
            assert run.returncode == 0, run
            assert count in run.stdout, run
        assert clickhouse.count("spans") == 3000
        assert image.run_in(root, "/usr/bin/pawl", "version").stdout == f"pawl {VERSION}\n"


def test_every_library_finds_its_own(_):
    """Also those that only an unusual server would make pawl need, such as Kerberos."""
    with image.root() as root:
        libraries = [path for path in root.glob("usr/lib/*/*.so*")]
        assert len(libraries) > 10
        [loader] = [path for path in root.glob("lib*/ld-linux*")]
        for library in libraries:
            run = image.run_in(root, f"/{loader.relative_to(root)}", "--list",
                               f"/{library.relative_to(root)}")
            assert run.returncode == 0 and "not found" not in run.stdout, (library, run)
            assert " => /" in run.stdout or "statically" in run.stdout or library.name == "libc.so.6" \
                or "linux-vdso" in run.stdout, run.stdout


def test_trusts_the_usual_authorities(_):
    with image.root() as root:
        authorities = (root / "etc/ssl/certs/ca-certificates.crt").read_text()
        assert authorities.count("BEGIN CERTIFICATE") > 100
        assert os.readlink(root / "usr/lib/ssl/cert.pem") == "/etc/ssl/certs/ca-certificates.crt"


def test_lists_what_is_in_it(_):
    """Each library is of a package in the list, in the version that is on this machine."""
    with image.root() as root:
        text = (root / "usr/share/sbom/pawl.spdx.json").read_text()
        assert text == (image.built() / "pawl.spdx.json").read_text()
        document = json.loads(text)
        listed = {package["name"]: package["versionInfo"] for package in document["packages"]}
        ids = {package["SPDXID"] for package in document["packages"]} | {"SPDXRef-DOCUMENT"}
        for relation in document["relationships"]:
            assert {relation["spdxElementId"], relation["relatedSpdxElement"]} <= ids
        real = {library: Path("/", library.relative_to(root)).resolve()
                for library in [*root.glob("usr/lib/*/*.so*"), *root.glob("lib*/ld-linux*")]}
        paths = {path for file in real.values() for path in (str(file),
                                                             str(file).removeprefix("/usr"))}
        # Some of the paths are of no package: dpkg has /lib, or else /usr/lib.
        found = subprocess.run(["dpkg-query", "-S", *paths], text=True, capture_output=True).stdout
        owner = {Path(path).resolve(): names.split(":")[0] for names, _, path in
                 (line.partition(": ") for line in found.splitlines())}
        for library, file in real.items():
            name = owner[file]
            version = subprocess.check_output(["dpkg-query", "-W", "-f", "${Version}", name],
                                              text=True)
            assert listed.get(name) == version, (library, name)
            stanza = (root / "var/lib/dpkg/status.d" / name).read_text()
            assert f"\nVersion: {version}\n" in stanza
        # What tools/image calls linked is what meson.build links.
        meson = Path(image.ROOT / "meson.build").read_text()
        assert re.findall(r"dependency\('([\w.-]+)', static: true\)", meson) == ["jansson",
                                                                                 "yaml-0.1"]
        assert {"libjansson-dev", "libyaml-dev"} <= listed.keys()


def test_embedded_has_what_clickhouse_loads(_):
    """Its root, without spending minutes on packing half a gigabyte."""
    if not LIBRARY.exists():
        raise NotInstalled("libchdb is not there: run tools/setup test")
    tools = image.tools_image()
    with image.root() as root, tempfile.TemporaryDirectory(prefix="pawl-test-") as data:
        os.chown(data, image.USER, image.USER)
        base, packages = tools.base_tree(tools.BUILDS / "build/pawl")
        binds = {}
        for name, (file, _) in tools.embedded_tree(base).files.items():
            binds[file] = name
        (root / "data").mkdir()
        (root / "schemas").mkdir()
        shutil.copytree(EXAMPLES / "clickhouse", root / "schemas/clickhouse")
        (root / "proc").mkdir()
        # A folder to write to, as a volume of the pod.
        run = image.run_in(root, "/usr/bin/pawl", "up", "--url", "chdb:/data?database=app",
                           "--dir", "/schemas", binds=binds, writable={Path(data): "data"})
        assert run.returncode == 0, run
        assert "applied 7, skipped 0" in run.stdout, run
        listed = json.loads(tools.spdx(VERSION, tools.BUILDS / "build/pawl", packages, 0, True))
        assert any(package["name"].startswith("@chdb/") for package in listed["packages"])
