"""Which arithmetic the bundled model should use on this CPU.

The int8 kernels of ONNX Runtime are fast and exact only where the CPU multiplies bytes into 32-bit sums (VNNI
or AMX). Older x86 sums into 16 bits and saturates, which changes vectors; fp32 is the safe choice there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Precision = Literal["int8s", "fp32"]
INT8_FLAGS = frozenset({"avx512_vnni", "avx_vnni", "amx_int8"})


def precision_for(cpuinfo: str) -> Precision:
    """The precision for a CPU, from the text of Linux's `/proc/cpuinfo` (all cores are taken as equal)."""
    for line in cpuinfo.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "flags":
            return "int8s" if INT8_FLAGS & set(value.split()) else "fp32"
    return "fp32"


def precision_here() -> Precision:
    """The precision for this machine; fp32 wherever the CPU's abilities can't be read."""
    try:
        return precision_for(Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace"))
    except OSError:
        return "fp32"
