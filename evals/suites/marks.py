"""Where in a YAML file a thing is written, so that a fault can be told by its line."""

from __future__ import annotations

from collections.abc import Sequence

import yaml


class Marks:
    """The places of a YAML document's parts.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """

    def __init__(self, text: str) -> None:
        # `safe_load` forgets where things stand; composing keeps the lines.
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)

    def line(self, place: Sequence[str | int]) -> int:
        """The line (from 1) of what stands at `place`, as pydantic names it: of the deepest part that is there."""
        node, line = self._root, 1
        for step in place:
            node = _child(node, step)
            if node is None:
                break
            line = node.start_mark.line + 1
        return line


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None
