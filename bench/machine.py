"""What is measured on, and small commands about it."""

import os
from pathlib import Path
import platform
import subprocess
import tempfile
import time


def said(command: list) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def compile_c(cache: Path, name: str, *libraries: str) -> Path:
    source = Path(__file__).with_name(f"{name}.c")
    binary = cache / name
    newest = max(file.stat().st_mtime for file in (source, *source.parent.glob("*.h")))
    if not binary.exists() or binary.stat().st_mtime < newest:
        flags = said(["pkg-config", "--cflags", "--libs", *libraries]).split() if libraries else []
        new = binary.with_suffix(".new")
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", new, source, *flags], check=True)
        new.rename(binary)
    return binary


def machine() -> dict[str, str]:
    model = next((line.partition(":")[2].strip() for line in
                  Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
                 platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    release = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    return {"cpu": f"{os.cpu_count()} x {model}", "memory": f"{memory:.0f} GiB",
            "system": f"{release}, Linux {platform.release().partition('-')[0]}"}


def in_memory() -> bool:
    """Whether temporary files, the servers' among them, are never on a disk."""
    return said(["stat", "-f", "-c", "%T", tempfile.gettempdir()]) in ("tmpfs", "ramfs")


def stripped_size(binary: Path) -> int:
    with tempfile.NamedTemporaryFile() as copy:
        subprocess.run(["strip", "-o", copy.name, binary], check=True)
        return os.path.getsize(copy.name)


def fsync_ms(folder: Path) -> float:
    """What one small durable write costs on this disk: the floor for whoever makes one."""
    took = []
    with open(folder / "fsync", "wb") as file:
        for _ in range(50):
            file.write(b"x" * 512)
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - start)
    return sorted(took)[25] * 1000
