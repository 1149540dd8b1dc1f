"""Bounds on what the streams of a PDF unpack to, and on how often they are drawn, which pdfminer leaves open.

A stream of some kilobytes may unpack to gigabytes, and forms that draw each other ten times draw a page without end.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from trichdan.errors import SourceError

MAX_STREAM = 64_000_000  # bytes, of one stream: a page's marks, a font
MAX_READ = 256_000_000  # bytes, of all streams, each as often as it is read
_LEAST = 1_000  # bytes that reading a stream counts at least: even an empty one takes time
_RUN_LENGTH = 64  # times: what two bytes of run lengths stand for at most


@dataclass(slots=True)
class _Budget:
    left: int
    exceeded: bool = False

    def spend(self, size: int) -> None:
        self.left -= max(size, _LEAST)
        if size > MAX_STREAM or self.left < 0:
            self.exceeded = True
            raise _too_large()


_budget: ContextVar[_Budget | None] = ContextVar("_budget", default=None)


@contextmanager
def bounded(pdftypes: ModuleType) -> Iterator[None]:
    """Within, reading a PDF raises SourceError where its streams hold too much.

    Args:
        pdftypes: pdfminer's module of that name, whose means of unpacking are replaced by ours.
    """
    _install(pdftypes)
    budget = _Budget(MAX_READ)
    token = _budget.set(budget)
    try:
        yield
    except Exception as error:
        if budget.exceeded:  # whatever the libraries have made of it
            raise _too_large() from error
        raise
    finally:
        _budget.reset(token)
    if budget.exceeded:
        raise _too_large()


def _too_large() -> SourceError:
    return SourceError("The PDF is too large when it is unpacked.", help="Save what it holds as text.")


def _install(pdftypes: Any) -> None:  # noqa: ANN401 - a module, whose names are set
    if isinstance(pdftypes.zlib, _Zlib):
        return
    pdftypes.zlib = _Zlib()
    pdftypes.lzwdecode = _unpacked_lzw
    pdftypes.rldecode = _before(pdftypes.rldecode, lambda data: _RUN_LENGTH * len(data))
    # A row of that many columns is made before there is one.
    pdftypes.apply_tiff_predictor = _before(pdftypes.apply_tiff_predictor, lambda colors, columns, *_: colors * columns)
    pdftypes.apply_png_predictor = _before(
        pdftypes.apply_png_predictor, lambda _, colors, columns, *__: colors * columns
    )
    read = pdftypes.PDFStream.get_data

    def get_data(stream: Any) -> bytes:  # noqa: ANN401
        data: bytes = read(stream)
        if budget := _budget.get():
            budget.spend(len(data))
        return data

    pdftypes.PDFStream.get_data = get_data


class _Zlib:
    """What pdfminer uses of the module `zlib`."""

    error = zlib.error

    def decompress(self, data: bytes) -> bytes:
        if _budget.get() is None:
            return zlib.decompress(data)
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(data, MAX_STREAM + 1)
        _refuse_beyond(len(unpacked))
        if not unpacking.eof:
            raise zlib.error("incomplete or truncated stream")
        return unpacked

    def decompressobj(self) -> _Unpacking:
        return _Unpacking()


class _Unpacking:
    """A damaged stream, which pdfminer unpacks a byte at a time."""

    def __init__(self) -> None:
        self._unpacking = zlib.decompressobj()
        self._size = 0

    def decompress(self, data: bytes) -> bytes:
        unpacked = self._unpacking.decompress(data)
        self._size += len(unpacked)
        _refuse_beyond(self._size)
        return unpacked


def _unpacked_lzw(data: bytes) -> bytes:
    from pdfminer.lzw import LZWDecoder

    pieces, size = [], 0
    for piece in LZWDecoder(io.BytesIO(data)).run():
        pieces.append(piece)
        size += len(piece)
        _refuse_beyond(size)
    return b"".join(pieces)


def _refuse_beyond(size: int) -> None:
    """Raise SourceError where a single stream holds that much. Outside a bounded reading nothing is too much."""
    if size > MAX_STREAM and (budget := _budget.get()):
        budget.spend(size)


def _before(call: Callable[..., bytes], size: Callable[..., int]) -> Callable[..., bytes]:
    """`call`, but for arguments of which `size` says that too much would come."""

    def checked(*given: Any) -> bytes:
        _refuse_beyond(size(*given))
        return call(*given)

    return checked
