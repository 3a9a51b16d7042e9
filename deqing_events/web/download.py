"""Files that leave the site: never cached, with a Chinese name every browser understands."""

from flask import Response

from deqing_events.documents.download import CSV_TYPE, XLSX_TYPE, content_disposition



def attachment(body: bytes, file_name: str, media_type: str) -> Response:
    """Return ``body`` as a download called ``file_name``."""
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition(file_name)
    return response


def xlsx(body: bytes, file_name: str) -> Response:
    """Return a workbook as a download."""
    return attachment(body, file_name, XLSX_TYPE)


def csv(body: bytes, file_name: str) -> Response:
    """Return a csv file as a download."""
    return attachment(body, file_name, CSV_TYPE)
