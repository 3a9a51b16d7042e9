"""The cast of the main job and everybody's phones.

Dai is county staff, Ai a worker on the roster, Wu a worker whose phone runs no JavaScript, Yu registers and cancels, Lu
registers and stays away, Zheng waits and is promoted, Xu and Yu Shili stand at the gate.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from tests import browser as browsers
from tests.pages.album import Album
from tests.pages.desk import Desk
from tests.pages.worker import Person, Phone
from tests.serving import Server

DATA = Path(__file__).resolve().parents[1] / "data"
TITLE = "第六届职工技能运动会维修电工技能比武"
GAMES = "第六届职工技能运动会"
AI = Person("孙一试", "19900008581", "dqlxfz", "德清练习纺织有限公司")
WU = Person("武未试", "199 0000 0605", "虚拟人民医院", "德清县虚拟人民医院")
YU = Person("于清拟", "13800005485", "范例医院", "德清县范例人民医院")
LU = Person("陆正范", "13800001267", "测试第一学校", "德清县测试第一学校")
ZHENG = Person("郑示例", "19900009901", "示例的小店")


@dataclass
class Story:
    """Everybody's phones, the running server, and what is learnt on the way."""

    server: Server
    running: Browser
    album: Album
    folder: Path
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    event: int = 0
    slug: str = ""
    gate_link: str = ""
    pass_text: str = ""
    short_code: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = Desk(self.album.open(browsers.phone(self.running)), self.server.url)

    def phone(self, who: str, *, scripted: bool = True) -> Phone:
        """Return somebody's phone, a new one the first time."""
        if who not in self.phones:
            context = browsers.phone(self.running, javascript=scripted)
            self.phones[who] = Phone(self.album.open(context), self.server.url, scripted=scripted)
        return self.phones[who]

    def take(self, name: str, who: str = "") -> None:
        """Take a picture of the desk, or of somebody's phone."""
        self.album.take(self.phones[who].page if who else self.desk.page, name)
