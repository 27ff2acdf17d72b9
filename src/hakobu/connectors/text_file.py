"""The bytes of a text file, unpacked, decoded and examined: encoding, line by line, quote by quote."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["TextFile", "examine", "read_error"]

_NO_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")  # single bytes that Python takes and Windows does not have
_JAPANESE = re.compile("[\u3040-\u9fff\uff00-\uffef]")
_CERTAIN = 3  # Japanese characters in UTF-8 that are no accident of another encoding

CHUNK = 1 << 20
LARGEST = 4 << 20  # bytes of a single value
_GZIP = b"\x1f\x8b"
_ALIASES = {
    "shift_jis": "cp932",
    "sjis": "cp932",
    "shiftjis": "cp932",
    "s_jis": "cp932",
    "utf_8": "utf-8-sig",
}


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file whose encoding is known and whose quotes are sound."""

    path: Path
    where: str
    encoding: str

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Give the text as UTF-8, whatever it is on disk."""
        with read_error(self.where), _unpacked(self.path) as raw:
            yield raw if self.encoding == "utf-8-sig" else io.BufferedReader(_Recoded(raw, self.encoding))


def examine(path: Path, where: str, *, encoding: str, delimiter: str) -> TextFile:
    """Read a file once to find its encoding and to see that every quote is closed."""
    if encoding != "auto":
        name = _ALIASES.get(codecs.lookup(encoding).name.replace("-", "_"), encoding)
        return _examine(path, where, name, delimiter)
    try:
        return _examine(path, where, "utf-8-sig", delimiter)
    except _WrongEncodingError as unicode:
        if unicode.japanese >= _CERTAIN:
            raise SourceError(
                f"The text is UTF-8, but not on {unicode.place}.",
                where=where,
                next_step="The file is damaged or cut off: write it again, or name its encoding.",
            ) from None
        try:
            return _examine(path, where, "cp932", delimiter)
        except _WrongEncodingError as japanese:
            raise SourceError(
                f"The text is neither UTF-8 ({unicode.place}) nor CP932 ({japanese.place}).",
                where=where,
                next_step="Name its encoding with 'encoding'.",
            ) from None


@contextmanager
def read_error(where: str) -> Iterator[None]:
    """Turn what the disk and gzip say into a message."""
    try:
        yield
    except EOFError:
        raise SourceError(
            "The gzip file is cut off.", where=where, next_step="Copy or download it again."
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(
            f"The gzip file is damaged: {error}.", where=where, next_step="Copy or download it again."
        ) from None
    except OSError as error:
        raise SourceError(f"The file cannot be read: {error.strerror}.", where=where) from error


class _WrongEncodingError(SourceError):
    """Bytes that the encoding does not have; ``place`` says where."""

    def __init__(self, encoding: str, line: int, offset: int, where: str, japanese: int = 0) -> None:
        name = encoding.removesuffix("-sig")
        self.japanese = japanese  # characters that were read before it
        self.place = f"line {line}, byte {offset}"
        super().__init__(
            f"Line {line} is not in {name} (byte {offset} of the file).",
            where=where,
            next_step="Name the file's encoding with 'encoding'.",
        )


def _examine(path: Path, where: str, encoding: str, delimiter: str) -> TextFile:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    quotes = _Quotes(where, delimiter.encode())
    offset = japanese = 0
    with read_error(where), _unpacked(path) as raw:
        while True:
            chunk = raw.read(CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(encoding, "ignore")
                line = quotes.line_after(good.encode())
                at = offset - pending + error.start
                japanese += len(_JAPANESE.findall(good))
                raise _WrongEncodingError(encoding, line, at, where, japanese) from None
            except UnicodeError:  # UTF-16 without its mark
                raise _WrongEncodingError(encoding, quotes.line, offset, where) from None
            strange = _NO_CP932.search(text) if encoding == "cp932" else None
            if strange is not None:
                line = quotes.line_after(text[: strange.start()].encode())
                at = offset - pending + len(text[: strange.start()].encode(encoding))
                raise _WrongEncodingError(encoding, line, at, where)
            if japanese < _CERTAIN:
                japanese += len(_JAPANESE.findall(text))
            data = text.encode("utf-8", "surrogatepass")
            quotes.take(data)
            offset += len(chunk)
            if not chunk:
                break
    quotes.finish()
    if not offset:
        raise SourceError("The file is empty.", where=where, next_step="It needs at least its header line.")
    return TextFile(path, where, encoding)


class _Quotes:
    """Follows the quotes of a text from chunk to chunk."""

    def __init__(self, where: str, delimiter: bytes) -> None:
        self.where = where
        self.line = 1
        self.rest = b""
        mark = re.escape(delimiter)
        self.delimiter = delimiter
        self.fields = re.compile(
            rb'(?:(?:"[^"]*+(?:""[^"]*+)*+"|[^"\r\n%b][^\r\n%b]*+)?(?:%b|\r\n?|\n))*+' % (mark, mark, mark)
        )
        self.quoted = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')

    def take(self, chunk: bytes) -> None:
        if b"\x00" in chunk:
            line = self.line_after(chunk[: chunk.index(b"\x00")])
            raise SourceError(
                f"Line {line} holds a character NUL: this is no text, or it is in UTF-16.",
                where=self.where,
                next_step="Where it is UTF-16, set encoding: utf-16.",
            )
        data = self.rest + chunk
        if b'"' in data:
            end = self.fields.match(data).end()  # type: ignore[union-attr]  # it matches nothing at least
        else:
            end = max(data.rfind(self.delimiter), data.rfind(b"\n"), data.rfind(b"\r")) + 1
        self.line += _lines(data[:end])
        self.rest = data[end:]
        self._check_rest(last=False)
        if len(self.rest) > LARGEST:
            said = "has a quote that is not closed, or " if self.rest.startswith(b'"') else ""
            raise self._fault(f"Line {self.line} {said}has a value longer than {LARGEST >> 20} MB.")

    def finish(self) -> None:
        self._check_rest(last=True)

    def line_after(self, text: bytes) -> int:
        return self.line + _lines(self.rest + text)

    def _check_rest(self, *, last: bool) -> None:
        if not self.rest.startswith(b'"'):
            return
        closed = self.quoted.match(self.rest)
        if closed is None:
            if last:
                raise self._fault(f"Line {self.line} opens a quote that is never closed.")
        elif closed.end() < len(self.rest):
            line = self.line + _lines(self.rest[: closed.end()])
            raise self._fault(f"Line {line} has text after a closing quote.")

    def _fault(self, message: str) -> SourceError:
        return SourceError(
            message, where=self.where, next_step='A quote inside a quoted value is written "".'
        )


class _Recoded(io.RawIOBase):
    """A stream in another encoding, read as UTF-8."""

    def __init__(self, raw: BinaryIO, encoding: str) -> None:
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._ready = b""
        self._done = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stub wants any buffer
        while not self._ready and not self._done:
            chunk = self._raw.read(CHUNK)
            self._done = not chunk
            self._ready = self._decoder.decode(chunk, final=self._done).encode()
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


@contextmanager
def _unpacked(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        if not packed:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield unpacked  # type: ignore[misc]  # it reads like a binary file


def _lines(data: bytes) -> int:
    return data.count(b"\n") or data.count(b"\r")
