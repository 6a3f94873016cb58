"""Certificates in bulk: of a cohort, or of a country and a period; prepared step by step, taken as one file.

No other process prepares them: each visit of the page that shows the progress prints for a moment, and opens itself
again. What is printed is kept, so it goes on after anything where it stopped.
"""

import hashlib
import importlib
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from learning.db import Database
from learning.errors import Conflict, NotFound
from learning.modules import queries as modules
from learning.people import queries as people
from learning.people.countries import country_name
from learning.people.permissions import Permission
from learning.records import bundles as records
from learning.records import services
from learning.records.bundles import Bundle, BundleLine
from learning.web.access import requires
from learning.web.archive import MOST_MEMBERS, Archive, Member
from learning.web.context import actor, database, now
from learning.web.i18n import page_language
from learning.web.printing import Unprintable, print_of
from learning.web.reports import filters_of, unreadable

blueprint = Blueprint("bundles", __name__)

ONE_STEP = 2.0
"""Seconds of printing in one visit: short enough for every proxy, long enough for a hundred certificates."""
MOST_NAMED = 50
_TYPES = {"zip": "application/zip", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Shelf:
    """Where a bundle has its page.

    Attributes:
        wanted: the bundle.
        address: of its page, without filters.
        filters: as they stand in addresses.
        back: address of the page above.
        title: what that page is called.
    """

    wanted: Bundle
    address: str
    filters: dict[str, str]
    back: str
    title: str

    def url(self, behind: str = "", **more: str) -> str:
        """Give the address of its page, or of what stands behind it, with the filters."""
        query = urlencode({**self.filters, **more})
        return f"{self.address}{behind}?{query}" if query else f"{self.address}{behind}"


def _of_cohort(cohort_id: uuid.UUID) -> Shelf:
    with database().read() as session:
        found = people.cohort(session, actor(), cohort_id)
    above = f"/cohorts/{cohort_id}"
    return Shelf(records.of_cohort(found), f"{above}/certificates", {}, above, found.name)


def _of_country(tcc: str) -> Shelf:
    filters = filters_of(tcc)
    wanted = Bundle(country=tcc, course=filters.course, first=filters.first, last=filters.last)
    kept = {key: request.args[key] for key in ("course", "from", "to") if request.args.get(key)}
    name = country_name(tcc, page_language().tag)
    return Shelf(wanted, f"/reports/certificates/{tcc}", kept, f"/reports/completions/{tcc}", name)


@blueprint.route("/cohorts/<uuid:cohort_id>/certificates", methods=["GET", "POST"])
@requires(Permission.SEE_COHORTS)
def cohort(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Show how many certificates a cohort has and how many are prepared; begin to prepare the others."""
    return _page(_of_cohort(cohort_id))


@blueprint.get("/cohorts/<uuid:cohort_id>/certificates/preparing")
@requires(Permission.SEE_COHORTS)
def prepare_cohort(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Prepare some certificates of a cohort, and show how far that is."""
    return _prepare(_of_cohort(cohort_id))


@blueprint.get("/cohorts/<uuid:cohort_id>/certificates.<form>")
@requires(Permission.SEE_COHORTS)
def take_cohort(cohort_id: uuid.UUID, form: str) -> ResponseReturnValue:
    """Download the certificates of a cohort as one file."""
    return _take(_of_cohort(cohort_id), form)


@blueprint.route("/reports/certificates/<tcc>", methods=["GET", "POST"])
@requires(Permission.SEE_REPORTS)
def country(tcc: str) -> ResponseReturnValue:
    """Show how many certificates a country has of a period; begin to prepare those that are not."""
    return _page(_of_country(tcc))


@blueprint.get("/reports/certificates/<tcc>/preparing")
@requires(Permission.SEE_REPORTS)
def prepare_country(tcc: str) -> ResponseReturnValue:
    """Prepare some certificates of a country, and show how far that is."""
    return _prepare(_of_country(tcc))


@blueprint.get("/reports/certificates/<tcc>.<form>")
@requires(Permission.SEE_REPORTS)
def take_country(tcc: str, form: str) -> ResponseReturnValue:
    """Download the certificates of a country and a period as one file."""
    return _take(_of_country(tcc), form)


def _lines(shelf: Shelf) -> list[BundleLine]:
    with database().read() as session:
        return records.bundle(session, shelf.wanted)


def _page(shelf: Shelf) -> ResponseReturnValue:
    if request.method == "POST":
        return redirect(shelf.url("/preparing"), 303)
    lines = _lines(shelf)
    waiting = [line for line in lines if line.size is None]
    with database().read() as session:
        titles = modules.catalogue(session).titles(page_language().tag)
    return render_template(
        "certificates/bundle.html",
        shelf=shelf,
        total=len(lines),
        done=len(lines) - len(waiting),
        refused=waiting[:MOST_NAMED] if "tried" in request.args else [],
        too_many=len(lines) > MOST_MEMBERS,
        titles=titles.items(),
        faulty=[] if shelf.wanted.cohort else unreadable(),
    )


def _prepare(shelf: Shelf) -> ResponseReturnValue:
    lines = _lines(shelf)
    waiting = records.unprinted(lines, after=request.args.get("after", ""))
    tried = print_some(waiting, until=time.monotonic() + ONE_STEP)
    if tried == len(waiting):
        return redirect(shelf.url(tried="1"), 303)
    return render_template(
        "certificates/preparing.html",
        shelf=shelf,
        total=len(lines),
        done=len(lines) - len(waiting) + tried,
        following=shelf.url("/preparing", after=waiting[tried - 1]),
    )


def print_some(serials: Sequence[str], *, until: float) -> int:
    """Print certificates in order until a moment of the steady clock, one at least; gives how many were tried."""
    for number, serial in enumerate(serials, 1):
        try:
            print_of(serial)
        except Unprintable:  # which stops no other
            continue
        finally:
            over = time.monotonic() >= until
        if over:
            return number
    return len(serials)


def _take(shelf: Shelf, form: str) -> ResponseReturnValue:
    if form not in _TYPES:
        raise NotFound("This page does not exist.")
    lines = [line for line in _lines(shelf) if line.size is not None]
    if not lines:
        return redirect(shelf.url(), 303)
    if len(lines) > MOST_MEMBERS:
        raise Conflict("These are too many for one file. Choose a shorter period, or one course.")
    wanted = shelf.wanted
    with database().begin() as session:
        services.note_download(
            session,
            actor(),
            wanted.country,
            report="certificates",
            form=form,
            now=now(),
            cohort=str(wanted.cohort) if wanted.cohort else None,
            filters=urlencode(shelf.filters),
            certificates=str(len(lines)),
        )
    read = _reader(database())
    response = _archive(lines, read) if form == "zip" else Response(_bound(lines, read))
    response.content_type = _TYPES[form]
    response.headers["Content-Disposition"] = (
        f'attachment; filename="certificates-{wanted.country}-{now():%Y-%m-%d}.{form}"'
    )
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _reader(kept: Database) -> Callable[[str], bytes]:
    """Read one certificate at a time, each in a transaction of its own: a download may take an hour."""

    def read(serial: str) -> bytes:
        with kept.read() as session:
            return records.printed_pdf(session, serial)

    return read


def _bound(lines: Sequence[BundleLine], read: Callable[[str], bytes]) -> Iterator[bytes]:
    """Bind the certificates; the library behind it costs 9 MiB in each process, so it is loaded when it is needed."""
    bind: Callable[[Iterator[bytes]], Iterator[bytes]] = importlib.import_module("certificates.binding").bind
    return bind(read(line.serial) for line in lines)


def members(lines: Sequence[BundleLine]) -> Iterator[Member]:
    """Say what stands in the archive of a bundle; what is not printed is left out."""
    for line, name in zip(lines, records.file_names(lines), strict=True):
        if line.size is not None:
            yield Member(name, line.size, line.issued_at, line.serial)


def _archive(lines: Sequence[BundleLine], read: Callable[[str], bytes]) -> Response:
    inside = list(members(lines))
    archive = Archive(inside, read)
    response = Response(archive, direct_passthrough=True)
    response.content_length = archive.length
    response.set_etag(hashlib.sha256(repr(inside).encode()).hexdigest()[:32])
    response.make_conditional(request, accept_ranges=True, complete_length=archive.length)
    return response
