"""`python -m tests.deploy`: the image's steps where there is no Docker: copy, build, ingest, serve, ask, stop.

As root on Linux, with the network for pip; takes some minutes. Each step is printed; 1 if one isn't as it should be.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import httpx

from tests.conftest import SEEDS
from tests.deploy.image import ENDED, Container, build, can_confine, copy_context, stop, uid

QUESTION = "Ai đồng chủ trì hội nghị giữa Công an Lâm Đồng và Công an Mondulkiri?"


def main() -> int:
    """Do the steps."""
    if not can_confine():
        print("Needs root, unshare and setpriv.")
        return 2
    # Not below /tmp, which the container has of its own.
    with tempfile.TemporaryDirectory(prefix="trichdan-image-", dir="/var/tmp") as name:
        root = Path(name)
        root.chmod(0o755)
        copy_context(root / "src")
        print(f"copied: {sorted(path.name for path in (root / 'src').iterdir())}", flush=True)
        build(root / "src", root / "opt")
        licences = [path.name for path in (root / "opt").rglob("trichdan-*.dist-info/licenses/*")]
        print(f"built; licences in the wheel: {sorted(licences)}", flush=True)
        container = Container([str(root / "opt/bin/trichdan")], root / "opt/bin/python", root / "volume", {})
        container.prepare()
        done = container.run("ingest", str(SEEDS), "--json")
        print(f"ingest as user {uid()} on a read-only root: exit code {done.returncode}", flush=True)
        with container.serving(root / "log") as (url, process):
            print("the health check passes", flush=True)
            answer = httpx.post(f"{url}/v1/ask", json={"question": QUESTION}, timeout=60).json()
            print(f"asked: {answer['answer'][:90]}… ({len(answer['citations'])} citations)", flush=True)
            said = stop(process, root / "log")
            print(f"stopped after {len(said)} lines of JSON, the last but one: {said[-2]}")
        good = (done.returncode, sorted(licences)) == (0, ["LICENSE", "NOTICE"]) and answer["citations"]
        return 0 if good and ENDED in said else 1


if __name__ == "__main__":
    sys.exit(main())
