"""The ceilings: the same work with nothing around it, served by the same gunicorn with the same settings.

One bare Flask application on the sqlite3 module, with the same durability (WAL, synchronous=FULL): no sign-in, no
permissions, no languages, no forms, no templates.
"""

import csv
import io
import os
import re
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import zxingcpp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy.exc import OperationalError

APPLICATION = "bench.bare:create_app()"
PAGE = "<!doctype html><title>Lesson</title>" + "<p>One sentence of a lesson that somebody reads on a phone.</p>" * 100
TYPEFACE = Path(__file__).resolve().parent.parent / "certificates" / "typefaces" / "NotoSans-Regular.ttf"
ADDRESS = f"http://127.0.0.1:8000/verify/ABCDEFGHJKMNPQRSTVWXYZ12345#{'0123456789abcdefXYZ_' * 23}"
"""As long as an address with its statement, so that the code is as dense."""
KEY = ec.generate_private_key(ec.SECP256R1())
SCHEMA = """
CREATE TABLE IF NOT EXISTS things (id TEXT PRIMARY KEY, words TEXT);
CREATE TABLE IF NOT EXISTS progress (person TEXT, lesson TEXT, at TEXT, PRIMARY KEY (person, lesson));
CREATE TABLE IF NOT EXISTS answers (attempt TEXT, item TEXT, answer TEXT, PRIMARY KEY (attempt, item));
CREATE TABLE IF NOT EXISTS roll (n INTEGER PRIMARY KEY, name TEXT, number TEXT, course TEXT, category TEXT, sex TEXT,
  unit TEXT, mission TEXT, cohort TEXT, enrolled_on TEXT, completed_on TEXT, valid_until TEXT);
"""
ROLL = """
INSERT INTO roll SELECT value, 'Chandra Gurung', 'NPL-' || value, 'Gender-responsive conflict analysis',
'Contingent troop', 'Female', '2 Company', 'UNMISS', 'Cohort 12', '2026-01-01', '2026-02-01', '2028-02-01'
FROM (WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c WHERE value < ?) SELECT value FROM c)
"""


class _Connections(threading.local):
    """One connection a thread."""

    def __init__(self) -> None:
        self.open = sqlite3.connect(os.environ["BENCH_BARE"], isolation_level=None, timeout=15)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-4000"):
            self.open.execute(f"PRAGMA {pragma}")

    def dispose(self) -> None:
        """Begin again after a fork."""
        self.__dict__.clear()
        self.__init__()  # type: ignore[misc]

    def read(self) -> NoReturn:
        """Refuse, as a database that is not prepared does: there is no content that the server could read ahead."""
        raise OperationalError("content", None, LookupError("not here"))


class _House:
    """What gunicorn.conf.py asks an application for, before and after a fork."""

    def __init__(self, database: _Connections) -> None:
        self.database = database
        self.keyroom = _NoKeys()


class _NoKeys:
    """It has no keys: nothing is signed, here or in a process beside."""

    def sign_elsewhere(self, **_how: object) -> None:
        """Start nothing."""


def make_tables(path: Path, rows: int) -> None:
    """Make the database of the bare application."""
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    connection.executemany("INSERT INTO things VALUES (?, ?)", [(str(n), "words") for n in range(1000)])
    connection.execute(ROLL, (rows,))
    connection.commit()
    connection.close()


def create_app() -> Flask:
    """Build the bare application."""
    app = Flask("bare", template_folder=None)
    connections = _Connections()
    app.extensions["learn1325"] = _House(connections)
    pdfmetrics.registerFont(TTFont("Bare", str(TYPEFACE)))
    app.add_url_rule("/healthz", "alive", lambda: "ok")
    _learning(app, connections)

    @app.get("/certificate")
    def certificate() -> Response:
        return Response(_bare_certificate(), content_type="application/pdf")

    @app.get("/roll/<int:rows>.csv")
    def roll(rows: int) -> Response:
        return Response(_bare_csv(connections, rows), content_type="text/csv")

    return app


def _learning(app: Flask, connections: _Connections) -> None:
    """A lesson and an attempt: four reads each, and a commit where the product commits."""

    def read(times: int) -> None:
        for place in range(times):
            connections.open.execute("SELECT words FROM things WHERE id = ?", (str(place),)).fetchone()

    def write(statement: str, rows: list[tuple[str, ...]]) -> None:
        connections.open.execute("BEGIN IMMEDIATE")
        connections.open.executemany(statement, rows)
        connections.open.execute("COMMIT")

    @app.get("/lesson/<person>/<lesson>")
    def lesson(person: str, lesson: str) -> str:
        read(4)
        write("INSERT OR REPLACE INTO progress VALUES (?, ?, '2026')", [(person, lesson)])
        return PAGE

    @app.post("/attempts")
    def start() -> ResponseReturnValue:
        read(4)
        key = uuid.uuid4().hex
        write("INSERT INTO answers VALUES (?, '', '')", [(key,)])
        return redirect(f"/attempts/{key}", 303)

    @app.get("/attempts/<key>")
    def attempt(key: str) -> str:  # noqa: ARG001 - the same address as in the product
        read(4)
        return PAGE

    @app.post("/attempts/<key>")
    def submit(key: str) -> str:
        read(4)
        statement = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)"
        write(statement, [(key, name, value) for name, value in request.form.items()])
        return PAGE


def _bare_certificate() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=landscape(A4), pageCompression=1)
    for place, text in enumerate(("Certificate of completion", "Chandra Gurung", "Course", "2026", "Serial", "Seal")):
        canvas.setFont("Bare", 24)
        canvas.drawString(60, 500 - 50 * place, text)
    code = zxingcpp.create_barcode(ADDRESS, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    for row, cells in enumerate(memoryview(zxingcpp.write_barcode_to_image(code, scale=1)).tolist()):
        for dark in re.finditer(rb"\0+", bytes(cells)):
            canvas.rect(600 + dark.start(), 200 - row, dark.end() - dark.start(), 1, stroke=0, fill=1)
    canvas.save()
    KEY.sign(file.getvalue(), ec.ECDSA(hashes.SHA256()))
    return file.getvalue()


def _bare_csv(connections: _Connections, rows: int) -> Iterator[str]:
    found = connections.open.execute("SELECT * FROM roll WHERE n <= ?", (rows,))
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    while batch := found.fetchmany(1000):
        writer.writerows(batch)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
