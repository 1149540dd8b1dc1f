#!/usr/bin/env bash
# Chroma: HttpClient has no time-out at all, though the library under it has one by default
#
# Guess (written before it was run): a call of chromadb.HttpClient to a server that has stopped answering ends after httpx's default of
# 5 seconds with an error, since the client is built on httpx.
# Seen: it is built with timeout=None. A server that is paused for 12 seconds makes count() wait all of them, and then answers; one that
# stays so would be waited for without end. Neither HttpClient's arguments nor the settings that name time-outs shorten it.
# Version: chromadb 1.5.9, Python 3.11. Date: 2026-11-28.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet chromadb==1.5.9
cat > "$tmp/see.py" <<'PY'
import inspect
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import chromadb
import httpx
from chromadb.config import Settings

PAUSE_S = 12

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
command = [os.path.join(os.path.dirname(sys.executable), "chroma"), "run", "--path", "data", "--port", str(port)]
server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(120):
        try:
            chosen = Settings(
                anonymized_telemetry=False,
                chroma_query_request_timeout_seconds=2,
                chroma_sysdb_request_timeout_seconds=2,
                chroma_logservice_request_timeout_seconds=2,
            )
            client = chromadb.HttpClient("127.0.0.1", port, settings=chosen)
            break
        except ValueError:
            time.sleep(0.5)
    collection = client.create_collection("news", embedding_function=None)
    collection.add(ids=["a"], embeddings=[[1.0, 0.0]])
    server.send_signal(signal.SIGSTOP)
    threading.Timer(PAUSE_S, server.send_signal, [signal.SIGCONT]).start()
    started = time.monotonic()
    count = collection.count()
    waited = time.monotonic() - started
finally:
    server.send_signal(signal.SIGCONT)
    server.terminate()
    server.wait(20)
default = httpx.Client().timeout.read
print("chromadb", chromadb.__version__, "- httpx's own default:", default, "s")
print("HttpClient's arguments:", ", ".join(inspect.signature(chromadb.HttpClient).parameters))
print(f"count() on a server paused for {PAUSE_S} s: {count}, after {waited:.0f} s, with time-outs of 2 s in the settings")
if waited < PAUSE_S - 1:
    sys.exit("It changed: the client no longer waits for a server that doesn't answer.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
