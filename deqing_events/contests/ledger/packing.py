"""The ledger as one zip file: made while it is sent, one file at a time; index and list of digests come last."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from deqing_events.contests.ledger.evidence import Index, index_of
from deqing_events.contests.ledger.index_table import INDEX_NAME, Line, index_tables
from deqing_events.contests.ledger.items import Item, Look, book
from deqing_events.documents.zip_stream import ZipStream
from deqing_events.domain.ledger import SUMS_NAME, file_name, sums_digest, sums_text
from deqing_events.web.formatting import local

HOW_NAME = "怎么核对.txt"
HOW = """这是一份活动台账。怎么知道它没有被改过：

一、在系统里核对：打开“核对台账”，选这个 zip 文件上传，系统会说哪个文件不一样。

二、自己核对：SHA256SUMS.txt 里每行是一个文件的 SHA-256 摘要和文件名。
   Windows：在解开的文件夹里打开命令行，输入
       certutil -hashfile index.xlsx SHA256
     看到的一串字母数字，应和 SHA256SUMS.txt 里 index.xlsx 那一行相同；别的文件也这样比。
   Linux、macOS：在解开的文件夹里输入
       sha256sum -c SHA256SUMS.txt

三、台账摘要是 SHA256SUMS.txt 这个文件自己的 SHA-256。归档时系统记下了它，在活动的“台账”页上能看到。
"""


@dataclass
class Packing:
    """A ledger in the making; once ``stream`` has ended, ``sums`` and ``digest`` say what it held."""

    index: Index
    look: Look
    sums: dict[str, str] = field(default_factory=dict)
    steady: bool = True

    @property
    def name(self) -> str:
        """The name of the zip file."""
        return f"{file_name(self.index.event.title)}-活动台账{'（含全名）' if self.look.full else ''}.zip"

    @property
    def digest(self) -> str:
        """The digest of the ledger."""
        return sums_digest(self.sums)

    def stream(self) -> Iterator[bytes]:
        """Yield the zip file. ``steady`` tells afterwards whether nothing on record changed meanwhile."""
        made = ZipStream(local(self.look.as_of))
        lines: list[Line] = []
        for item in self.index.items:
            for path, size in self._item(made, item):
                if isinstance(path, bytes):
                    yield path
                else:
                    lines.append(Line(item, path, size, made.packed[-1]))
        self.steady = index_of(self.index.event).digest == self.index.digest
        book_of_all = book("index", index_tables(self.index, lines, steady=self.steady), self.look)
        yield from made.add(INDEX_NAME, book_of_all.write)
        yield from made.add(HOW_NAME, lambda target: target.write(_for_windows(HOW)))
        self.sums = {row.path: row.sha256 for row in made.packed}
        yield from made.add(SUMS_NAME, lambda target: target.write(sums_text(self.sums).encode()))
        yield from made.end()

    def _item(self, made: ZipStream, item: Item) -> Iterator[tuple[bytes | str, int]]:
        """Yield the bytes of each file of an item, and after each its path with its rows."""
        for file in item.files(self.look) if item.tally.rows else ():
            path = f"{item.folder}/{file.name}"
            for part in made.add(path, file.write):
                yield part, 0
            yield path, file.rows


def _for_windows(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def digest_now(index: Index, look: Look) -> Packing:
    """Return a ledger that was packed to the end and thrown away, for its digest."""
    made = Packing(index, look)
    for _ in made.stream():
        pass
    return made
