"""The Dockerfile's instructions done without Docker: what is copied, built, set and run, and with which rights.

As root on Linux. The service gets a root file system that is read-only, a `/tmp` of its own and no rights, as
compose.yaml gives it; only the network is the machine's.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.processes import free_port, running

DOCKERFILE = ROOT / "docs" / "deploy" / "Dockerfile"
STOP_S = 30


def instructions() -> dict[str, list[str]]:
    """The instructions of the image, by name; continued lines are one."""
    found: dict[str, list[str]] = {}
    for line in re.sub(r"\\\n", " ", DOCKERFILE.read_text("utf-8")).splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            found.setdefault(name, []).append(rest.strip())
    return found


def variables() -> dict[str, str]:
    """What ENV sets."""
    return dict(part.split("=", 1) for part in shlex.split(instructions()["ENV"][0]))


def uid() -> int:
    """The user that is made, by number."""
    return int(re.findall(r"--uid (\d+)", instructions()["RUN"][1])[0])


def copy_context(target: Path) -> None:
    """What the build stage copies out of the repository, and nothing else."""
    for copied in instructions()["COPY"]:
        if copied.startswith("--from"):
            continue
        *sources, place = copied.split()
        for source in sources:
            to = target / place / source if place.endswith("/") else target / place
            to.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, to, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(ROOT / source, to)


def build(context: Path, target: Path) -> None:
    """What the build stage runs, into `target`: it gets packages from the network."""
    command = instructions()["RUN"][0].replace("/opt/trichdan", str(target))
    subprocess.run(command, shell=True, cwd=context, check=True)


def can_confine() -> bool:
    """Whether this process may make a root file system read-only for its children, and take their rights."""
    tools = ("unshare", "setpriv", "mount")
    if os.name != "posix" or os.geteuid() != 0 or not all(map(shutil.which, tools)):
        return False
    tried = ["unshare", "--mount", "--propagation", "private", "mount", "-o", "remount,bind,ro", "/"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@dataclass(frozen=True)
class Container:
    """What `docker run` would start.

    Attributes:
        program: `trichdan` as it was installed.
        python: the interpreter beside it, for the health check.
        volume: a folder that stands for the volume; not below `/tmp`.
        environment: beside what ENV sets.
    """

    program: Sequence[str]
    python: Path
    volume: Path
    environment: Mapping[str, str]

    def _environment(self) -> dict[str, str]:
        set_by_image = variables() | {"TRICHDAN_DATA": str(self.volume), "TRICHDAN_HOST": "127.0.0.1"}
        path = f"{self.python.parent}:/usr/bin:/bin"
        return set_by_image | {"PATH": path} | dict(self.environment)

    def confined(self, *words: str) -> list[str]:
        """A command as the image's user, where nothing but the volume and `/tmp` can be written."""
        volume = shlex.quote(str(self.volume))
        user = f"--reuid {uid()} --regid {uid()} --clear-groups --no-new-privs --bounding-set=-all"
        steps = [
            f"mount --bind {volume} {volume}",
            "mount -t tmpfs tmpfs /tmp",
            "mount -o remount,bind,ro /",
            "cd /tmp",
            f"exec setpriv {user} {shlex.join(words)}",
        ]
        return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", "\n".join(steps)]

    def prepare(self) -> None:
        """Give the volume to the image's user, with all that lies in it."""
        self.volume.mkdir(parents=True, exist_ok=True)
        for path in (self.volume, *self.volume.rglob("*")):
            os.chown(path, uid(), uid())

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command to its end, whatever comes of it."""
        command = self.confined(*self.program, *words)
        return subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)

    @contextmanager
    def serving(self, log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        """The image's own command, from the moment on that its health check passes: address and process."""
        port = str(free_port())
        command = self.confined(*self.program, *json.loads(instructions()["CMD"][0]))
        env = self._environment() | {"TRICHDAN_PORT": port}
        url = f"http://127.0.0.1:{port}"
        with running(command, f"{url}/healthz", env, log, Path("/"), 300, inherit=False) as process:
            check = instructions()["HEALTHCHECK"][0].partition("CMD ")[2].replace(variables()["TRICHDAN_PORT"], port)
            subprocess.run(self.confined(*json.loads(check)), env=env, check=True)
            yield url, process


ENDED = "Application shutdown complete."


def stop(process: subprocess.Popen[bytes], log: Path) -> list[str]:
    """Send the image's signal; what was logged by then, each line of it JSON.

    Raises:
        TimeoutExpired: it goes on.
    """
    (name,) = instructions()["STOPSIGNAL"]
    process.send_signal(signal.Signals[name])
    process.wait(STOP_S)
    return [str(json.loads(line)["message"]) for line in log.read_text("utf-8").splitlines()]
