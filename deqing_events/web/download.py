"""Files that leave the site: never cached, under a Chinese name every browser understands (domain.md §5)."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from flask import Response, stream_with_context

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
PDF_TYPE = "application/pdf"
ZIP_TYPE = "application/zip"

_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def content_disposition(filename: str) -> str:
    """Return the header value that saves a file under its Chinese name in every browser."""
    name = _NOT_IN_FILE_NAMES.sub("_", filename).strip(" .") or "file"
    plain = _NOT_PLAIN.sub("", name).strip("._-")
    ending = name.rpartition(".")[2] if "." in name else ""
    fallback = plain if plain and plain != ending else f"download.{ending}".rstrip(".")
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"


def attachment(body: bytes, file_name: str, media_type: str) -> Response:
    """Return ``body`` as a download called ``file_name``."""
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition(file_name)
    return response


def streamed(parts: Iterable[bytes], file_name: str, media_type: str) -> Response:
    """Return a download sent piece by piece, made while it is sent, for files too large to hold."""
    response = Response(stream_with_context(iter(parts)), content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition(file_name)
    return response


def xlsx(body: bytes, file_name: str) -> Response:
    """Return a workbook as a download."""
    return attachment(body, file_name, XLSX_TYPE)


def csv(body: bytes, file_name: str) -> Response:
    """Return a csv file as a download."""
    return attachment(body, file_name, CSV_TYPE)
