"""A program of its own: tesseract's library, kept warm, that reads the images which come over standard input.

It is started by its path, apart from the package (ingest/ocr_warm.py is the other side): nothing of ours is loaded
here, nothing of the library over there. A question is a line of JSON and, where it says ``bytes``, that many bytes of
a grey image; an answer is a line of JSON and as many bytes as it says. It ends when its input ends.

    {"do": "version"}                                                     -> {"bytes": n}, the version
    {"do": "read", "models": "eng", "psm": 4, "dpi": 300, "width": w, "height": h, "bytes": w*h}
                                                                          -> {"bytes": n}, words, as rows of its TSV
    {"do": "turn", "dpi": ..., "width": ..., "height": ..., "bytes": ...} -> {"degrees": 0..270, "confidence": 0..~30}
    {"lacks": models} where models are missing, {"failed": true} where nothing was read.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

ONE_BLOCK = 6
"""The page segmentation mode for a picture that is print, all of it (``settings``)."""


def settings(psm: int) -> dict[str, str]:
    """Variables of every engine, by name, for a picture that is divided in the way of ``psm``.

    Whether letters stand at even distances has a say in where words of a typescript end, and in nothing else that is
    read; it costs 3 % of a page. Of 414 pictures of print all words came out alike.

    A row that looks like noise is left out, which spares a page its strokes of pens; but 5.5.4 takes «प्रतिलिपि :-» for
    noise now and then. Who shows one block of print says that all of it is print.
    """
    return {"textord_disable_pitch_test": "1", "textord_noise_rejrows": "0" if psm == ONE_BLOCK else "1"}


_NAMES = ("libtesseract.so.5", "libtesseract.so.4", "libtesseract.5.dylib", "libtesseract.4.dylib")
_NO_LIBRARY = 3  # the exit code
_LSTM_AS_INSTALLED = 3  # OEM_DEFAULT
_OSD_ONLY = 0
_BLOCK, _PARAGRAPH, _LINE, _WORD = range(4)  # levels of an iterator
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h


def library() -> Any:
    """Tesseract's library with the shapes of the functions that are called. Raises OSError where there is none."""
    lib = _loaded()
    handle, text = ctypes.c_void_p, ctypes.c_char_p
    shapes: dict[str, tuple[Any, list[Any]]] = {
        "TessVersion": (text, []),
        "TessDeleteText": (None, [handle]),
        "TessBaseAPICreate": (handle, []),
        "TessBaseAPIDelete": (None, [handle]),
        "TessBaseAPIInit2": (ctypes.c_int, [handle, text, text, ctypes.c_int]),
        "TessBaseAPISetVariable": (ctypes.c_int, [handle, text, text]),
        "TessBaseAPISetPageSegMode": (None, [handle, ctypes.c_int]),
        "TessBaseAPISetImage": (None, [handle, handle, *[ctypes.c_int] * 4]),
        "TessBaseAPIRecognize": (ctypes.c_int, [handle, handle]),
        "TessBaseAPIGetIterator": (handle, [handle]),
        "TessResultIteratorDelete": (None, [handle]),
        "TessResultIteratorGetPageIterator": (handle, [handle]),
        "TessResultIteratorNext": (ctypes.c_int, [handle, ctypes.c_int]),
        "TessResultIteratorGetUTF8Text": (handle, [handle, ctypes.c_int]),
        "TessResultIteratorConfidence": (ctypes.c_float, [handle, ctypes.c_int]),
        "TessPageIteratorIsAtBeginningOf": (ctypes.c_int, [handle, ctypes.c_int]),
        "TessPageIteratorBoundingBox": (ctypes.c_int, [handle, ctypes.c_int, *[handle] * 4]),
        "TessBaseAPIClear": (None, [handle]),
        "TessBaseAPIDetectOrientationScript": (ctypes.c_int, [handle, *[handle] * 4]),
    }
    for name, (gives, takes) in shapes.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = gives, takes
    return lib


def _loaded() -> Any:
    for name in _NAMES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    found = ctypes.util.find_library("tesseract")
    if found is None:
        raise OSError("no libtesseract")
    return ctypes.CDLL(found)


class Reader:
    """Models stay loaded, one handle for each set of them; the library shares their word lists."""

    def __init__(self, lib: Any, tessdata: str | None, large: int = sys.maxsize) -> None:
        self._lib = lib
        self._large = large
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
        self._tessdata = tessdata.encode() if tessdata else None
        self._handles: dict[str, int] = {}

    def answer(self, asked: dict[str, Any], image: Any) -> tuple[dict[str, Any], bytes]:
        if asked["do"] == "version":
            return {}, bytes(self._lib.TessVersion())
        models = "osd" if asked["do"] == "turn" else asked["models"]
        handle = self._handle(models)
        if handle is None:
            return {"lacks": models}, b""
        # What the program is told by --psm and --dpi.
        psm = _OSD_ONLY if asked["do"] == "turn" else asked["psm"]
        self._lib.TessBaseAPISetPageSegMode(handle, psm)
        for name, value in {**settings(psm), "user_defined_dpi": str(asked["dpi"])}.items():
            self._lib.TessBaseAPISetVariable(handle, name.encode(), value.encode())
        place = ctypes.addressof(ctypes.c_char.from_buffer(image))
        self._lib.TessBaseAPISetImage(handle, place, asked["width"], asked["height"], 1, asked["width"])
        image.clear()  # the library has its own copy
        try:
            return self._turn(handle) if asked["do"] == "turn" else self._read(handle)
        finally:
            self._lib.TessBaseAPIClear(handle)
            if asked["bytes"] >= self._large:
                self._give_back()

    def _handle(self, models: str) -> int | None:
        if models not in self._handles:
            handle = self._lib.TessBaseAPICreate()
            if self._lib.TessBaseAPIInit2(handle, self._tessdata, models.encode(), _LSTM_AS_INSTALLED) != 0:
                self._lib.TessBaseAPIDelete(handle)
                return None
            self._lib.TessBaseAPISetVariable(handle, b"debug_file", os.devnull.encode())
            self._handles[models] = handle
        return self._handles[models]

    def _give_back(self) -> None:
        """What a page left in small pieces as well: 9 MB, for a millisecond."""
        if self._trim is not None:
            self._trim(0)

    def _read(self, handle: int) -> tuple[dict[str, Any], bytes]:
        if self._lib.TessBaseAPIRecognize(handle, None) != 0:
            return {"failed": True}, b""
        words = self._lib.TessBaseAPIGetIterator(handle)
        if not words:
            return {"failed": True}, b""
        try:
            return {}, b"".join(self._rows(words))
        finally:
            self._lib.TessResultIteratorDelete(words)

    def _rows(self, words: int) -> Iterator[bytes]:
        """The words as the rows that the library's own TSV has of them.

        It asks anew for each word whether a block, a paragraph and a line begin there, and goes through the page for
        each answer: 2 % of what reading costs. Where no line begins, nothing else does.
        """
        lib, places = self._lib, self._lib.TessResultIteratorGetPageIterator(words)
        block = paragraph = line = word = 0
        box = (ctypes.c_int * 4)()
        sides = [ctypes.byref(box, n * ctypes.sizeof(ctypes.c_int)) for n in range(4)]
        while True:
            if text := lib.TessResultIteratorGetUTF8Text(words, _WORD):
                if lib.TessPageIteratorIsAtBeginningOf(places, _LINE):
                    if lib.TessPageIteratorIsAtBeginningOf(places, _BLOCK):
                        block, paragraph, line = block + 1, 0, 0
                    if lib.TessPageIteratorIsAtBeginningOf(places, _PARAGRAPH):
                        paragraph, line = paragraph + 1, 0
                    line, word = line + 1, 0
                word += 1
                said = ctypes.string_at(text)
                lib.TessDeleteText(text)
                lib.TessPageIteratorBoundingBox(places, _WORD, *sides)
                left, top, right, bottom = box
                sure = lib.TessResultIteratorConfidence(words, _WORD)
                head = (5, 1, block, paragraph, line, word, left, top, right - left, bottom - top)
                yield b"%s\t%f\t%s\n" % ("\t".join(map(str, head)).encode(), sure, said)
            if not lib.TessResultIteratorNext(words, _WORD):
                return

    def _turn(self, handle: int) -> tuple[dict[str, Any], bytes]:
        degrees, confidence, other = ctypes.c_int(), ctypes.c_float(), ctypes.c_float()
        script = ctypes.c_char_p()
        places = (ctypes.byref(one) for one in (degrees, confidence, script, other))
        if not self._lib.TessBaseAPIDetectOrientationScript(handle, *places):
            return {"failed": True}, b""
        return {"degrees": degrees.value, "confidence": confidence.value}, b""


def serve(questions: BinaryIO, answers: BinaryIO, reader: Reader) -> None:
    while line := questions.readline():
        asked = json.loads(line)
        image = bytearray(asked.get("bytes", 0))
        if questions.readinto(image) != len(image):  # type: ignore[attr-defined]  # buffered, as opened
            return
        head, body = reader.answer(asked, image)
        answers.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n" + body)
        answers.flush()


def limit_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows; or held tighter by whoever started us
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def keep(largest: int, most: int) -> None:
    """Blocks over ``largest`` bytes go back to the system when they are freed, of others what is free over ``most``.

    ingest/memory.py says why.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, largest)
        mallopt(_M_TRIM_THRESHOLD, most)


def main(memory: str, large: str, largest: str, most: str, tessdata: str = "") -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asked; our input ends with it
    limit_memory(int(memory))
    keep(int(largest), int(most))
    # Its threads wait on each other: ten times the time as soon as two pages are read at once.
    os.environ["OMP_THREAD_LIMIT"] = "1"  # noqa: TID251 - written for the library, read by nothing here
    # The library prints what it likes: answers get a number of their own, prints go where complaints go.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        lib = library()
    except (OSError, AttributeError):
        return _NO_LIBRARY
    serve(sys.stdin.buffer, answers, Reader(lib, tessdata or None, int(large)))
    return 0


if __name__ == "__main__":
    sys.stdout.flush()
    # Without the library's last words about what it still holds.
    os._exit(main(*sys.argv[1:]))
