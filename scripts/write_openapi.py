"""Write docs/openapi.json, the committed snapshot of the HTTP API: `python -m scripts.write_openapi`."""

from __future__ import annotations

import json
from pathlib import Path

from service.app import create_app
from service.settings import ServiceSettings

TARGET = Path(__file__).parent.parent / "docs" / "openapi.json"


def main() -> None:
    """Write it, with the settings' defaults."""
    document = create_app(ServiceSettings(_env_file=None)).openapi()
    TARGET.write_text(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
