"""How much memory a model in this process needs, and how much there is. Bytes."""

from __future__ import annotations

from pathlib import Path

WEIGHTS = 1.45
"""Times the file's size: it is mapped, and most weights are laid out anew for the processor beside it (measured)."""

RUNTIME = 300_000_000
"""Buffers of the computation and the window's keys and values, at the windows that are usual here (measured)."""

_MEMINFO = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


def needed(model: Path) -> int:
    """About what it takes to load a GGUF file and to answer with it: 1.9 GB for the bundled model."""
    return int(model.stat().st_size * WEIGHTS) + RUNTIME


def available(meminfo: Path = _MEMINFO, group: Path = _GROUP) -> int | None:
    """What may still be used, within the control group's limit too; None where the system doesn't say (not Linux)."""
    limits = [_of_machine(meminfo), _of_group(group)]
    known = [one for one in limits if one is not None]
    return min(known) if known else None


def _of_machine(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text("ascii").splitlines()
    except OSError:
        return None
    found = [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    return found[0] if found else None


def _of_group(group: Path) -> int | None:
    try:
        most, used = ((group / name).read_text("ascii").strip() for name in ("memory.max", "memory.current"))
    except OSError:
        return None
    return None if most == "max" else max(0, int(most) - int(used))
