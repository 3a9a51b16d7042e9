"""The first look at an uploaded workbook: what it is, and whether unpacking it is safe."""

import io
import zipfile
import zlib

MAX_ENTRIES = 2_000
MAX_UNPACKED = 400 * 1024 * 1024

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20

ASK_FOR_XLSX = "请在 Excel 或 WPS 中另存为“Excel 工作簿 (*.xlsx)”后重新上传。"


class UnreadableWorkbook(ValueError):  # noqa: N818 - named for what it is, not for being an error
    """The file cannot be read as a workbook; the text is a Chinese sentence saying what to do."""


def repacked(content: bytes, max_unpacked: int = MAX_UNPACKED) -> io.BytesIO:
    """Return the workbook's XML parts in a fresh archive, after bounding what they unpack to.

    An archive's own directory may lie about sizes. What is measured here is what the parser gets.
    Pictures and other attachments are left out. Raises UnreadableWorkbook.
    """
    _check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive.namelist())
            return _copy(archive, max_unpacked)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableWorkbook(f"文件内容不完整或已损坏。{ASK_FOR_XLSX}") from error


def _check_kind(content: bytes) -> None:
    if content.startswith(_ZIP):
        return
    if not content.strip():
        raise UnreadableWorkbook("文件是空的。请选择有内容的 .xlsx 文件。")
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableWorkbook("文件设有打开密码。请取消密码、保存后重新上传。")
        raise UnreadableWorkbook(f"这是旧版 .xls 文件。{ASK_FOR_XLSX}")
    if b"\x00" not in content[:4096]:
        raise UnreadableWorkbook(f"这是文本文件（如 .csv），不是 Excel 工作簿。{ASK_FOR_XLSX}")
    raise UnreadableWorkbook(f"这不是 Excel 工作簿。{ASK_FOR_XLSX}")


def _check_members(names: list[str]) -> None:
    if len(names) > MAX_ENTRIES:
        raise UnreadableWorkbook("工作簿里的内容太多。请只保留名单所在的工作表后重新上传。")
    if "xl/workbook.xml" not in names:
        raise UnreadableWorkbook(f"这不是 .xlsx 工作簿。{ASK_FOR_XLSX}")


def _copy(archive: zipfile.ZipFile, left: int) -> io.BytesIO:
    target = io.BytesIO()
    seen: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as clean:
        for member in archive.infolist():
            if member.filename in seen or not member.filename.endswith((".xml", ".rels")):
                continue
            seen.add(member.filename)
            with archive.open(member) as source, clean.open(member.filename, "w") as part:
                while chunk := source.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise UnreadableWorkbook("文件展开后太大。请拆成几个较小的工作簿后分别上传。")
                    part.write(chunk)
    target.seek(0)
    return target
