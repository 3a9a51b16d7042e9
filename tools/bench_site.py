"""What ``make bench`` serves: the product, beside two bare routes on the same server.

``/bare/`` is an empty Flask route. ``/bare/commit`` is a Flask route with one ORM insert and one commit, durable in the
same way as the product's writes (same database, same queue, same fsync), and nothing else.
"""

import datetime as dt

from flask import Flask
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from deqing_events import database
from deqing_events.database import Base
from deqing_events.factory import create_app


class BenchRow(Base):
    """The row of the bare commit."""

    __tablename__ = "bench_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]


def bare_app(product: Flask) -> Flask:
    """Return a Flask app with the two bare routes, writing to the product's database."""
    bare = Flask("bare")

    @bare.get("/")
    def nothing() -> str:
        return "ok"

    @bare.post("/commit")
    def commit() -> str:
        with product.app_context(), database.transaction() as session:
            session.add(BenchRow(at=dt.datetime.now(dt.UTC)))
        return "ok"

    return bare


site = create_app()
app = DispatcherMiddleware(site, {"/bare": bare_app(site)})
