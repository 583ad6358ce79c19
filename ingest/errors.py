"""What stops one file. Each error says what to do next and carries the exit code of the command line.

Expected trouble that leaves something readable is a ``Problem`` on the Document, not an error.
"""

from __future__ import annotations


class UnreadableSource(Exception):
    """This file cannot be read. ``code`` is stable; ``next_step`` tells the clerk what to do."""

    code = "unreadable"
    exit_code = 2
    default_next_step = "Scan or export the paper again and upload the new file."

    def __init__(self, message: str, next_step: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step or self.default_next_step


class EmptySource(UnreadableSource):
    code = "empty_file"
    default_next_step = "The file holds nothing. Save or scan it again, then upload the new file."


class UnsupportedMedia(UnreadableSource):
    code = "unsupported_media"
    default_next_step = "Upload a PDF, an image, a DOCX, a mail (.eml) or a plain text transcript."


class DamagedSource(UnreadableSource):
    code = "damaged_file"
    default_next_step = "The file is cut short or damaged. Ask the sender for it again, or print it to a new PDF."


class EncryptedSource(UnreadableSource):
    code = "encrypted_file"
    default_next_step = "Remove the password (for example: qpdf --decrypt IN.pdf OUT.pdf) and upload the result."


class OversizedSource(UnreadableSource):
    """A small file that unpacks to what no machine should hold."""

    code = "oversized_file"
    default_next_step = "Print the paper to a new PDF, or scan it, and upload that."


class UnknownEncoding(UnreadableSource):
    code = "unknown_encoding"
    default_next_step = "Save the text as UTF-8 and upload it again."


class OcrUnavailable(UnreadableSource):
    """Tesseract or one of its languages is missing: not the file's fault."""

    code = "ocr_unavailable"
    exit_code = 3
    default_next_step = (
        "Install OCR: apt-get install tesseract-ocr tesseract-ocr-script-deva tesseract-ocr-osd, "
        "then read the file again."
    )


class OcrFailed(UnreadableSource):
    """Tesseract crashed, ran out of time or memory on a page."""

    code = "ocr_failed"
    exit_code = 4
    default_next_step = "Try again; if it fails again, scan the page at 300 dpi and upload it as PNG."
