"""One correction: what it was, its ledger, and the passes that two administrators may withdraw."""

import uuid
from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from learning.modules import queries as modules
from learning.people.permissions import Permission
from learning.records import corrected, miskeyed, withdrawing
from learning.records.models import Proposed
from learning.records.proposing import administrators, open_proposal
from learning.records.proposing import withdraw as end_proposal
from learning.records.remedies import Remedy
from learning.reports.export import BY_NAME
from learning.reports.table import shown as said
from learning.web.access import requires
from learning.web.cohorts import quiz_titles
from learning.web.context import actor, database, now
from learning.web.correction_sheets import ledger_sheet
from learning.web.corrections import by_country, figures_words, shown
from learning.web.i18n import page_language
from learning.web.vocabulary import REMEDIES

blueprint = Blueprint("corrected", __name__)
LINES = 50
NAMED = 20


@blueprint.get("/corrections/<uuid:correction_id>")
@requires(Permission.CORRECT_KEYS)
def show(correction_id: uuid.UUID) -> ResponseReturnValue:
    """Show one correction with its reasons, its figures by country and its ledger."""
    page = max(1, request.args.get("page", 1, type=int))
    with database().snapshot() as session:
        made, author, undone_by = corrected.correction(session, correction_id)
        catalogue = modules.catalogue(session)
        editions = miskeyed.editions_of(session, made.module, made.item)
        question = shown(session, editions[0])
        lines = list(corrected.ledger(session, correction_id, first=(page - 1) * LINES, most=LINES))
        count = corrected.lines_in_ledger(session, correction_id)
        kept = withdrawing.kept_passes(session, correction_id)
        waiting = withdrawing.open_withdrawal(session, actor(), correction_id, now=now())
        alone = administrators(session) < 2  # noqa: PLR2004 - it takes two
    sheet = ledger_sheet(lines, page_language(), made_on=now().date())
    table = sheet.tables[0]
    return render_template(
        "corrections/show.html",
        made=made,
        author=author,
        undone_by=undone_by,
        may_undo=undone_by is None and made.remedy != Remedy.UNDO,
        title=quiz_titles(catalogue, page_language().tag).get(made.module, made.module),
        question=question,
        remedies=REMEDIES,
        said=figures_words(made.figures),
        by_country=by_country(made.figures["countries"]),
        columns=table.columns,
        rows=[
            [said(cell, column, sheet.header) for cell, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ],
        page=page,
        pages=max(1, -(-count // LINES)),
        new_key=miskeyed.written(made.new_key) if made.new_key else "",
        kept=kept,
        named=NAMED,
        waiting=waiting,
        alone=alone,
        me=actor().person_id,
    )


@blueprint.get("/corrections/<uuid:correction_id>.csv")
@requires(Permission.CORRECT_KEYS)
def ledger_file(correction_id: uuid.UUID) -> ResponseReturnValue:
    """Give the whole ledger of a correction."""
    with database().read() as session:
        made, *_ = corrected.correction(session, correction_id)
    return Response(
        stream_with_context(_drawn(correction_id)),
        content_type=BY_NAME["csv"].media_type,
        headers={"Content-Disposition": f'attachment; filename="correction-{made.number}.csv"'},
    )


def _drawn(correction_id: uuid.UUID) -> Iterator[bytes]:
    with database().snapshot() as session:
        lines = corrected.ledger(session, correction_id)
        yield from BY_NAME["csv"].draw(ledger_sheet(lines, page_language(), made_on=now().date()))


@blueprint.post("/corrections/<uuid:correction_id>/withdrawals")
@requires(Permission.CORRECT_KEYS)
def propose(correction_id: uuid.UUID) -> ResponseReturnValue:
    """Propose that the passes which a correction shows to be none are withdrawn."""
    with database().begin() as session:
        withdrawing.propose_withdrawal(session, actor(), correction_id, now=now())
    flash(gettext("Proposed. Another administrator must confirm it within 24 hours."), "done")
    return redirect(f"/corrections/{correction_id}", 303)


@blueprint.post("/corrections/withdrawals/<uuid:proposal_id>")
@requires(Permission.CORRECT_KEYS)
def settle(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm that passes are withdrawn, or let everybody keep them."""
    with database().begin() as session:
        waiting = open_proposal(session, actor(), Proposed.WITHDRAW_PASSES, proposal_id, now=now())
        back = f"/corrections/{waiting.proposal.terms['correction']}"
        if request.form.get("decision") != "confirm":
            end_proposal(session, actor(), Proposed.WITHDRAW_PASSES, proposal_id, now=now())
            flash(gettext("Withdrawn. Everybody keeps the pass."), "done")
            return redirect(back, 303)
        done = withdrawing.confirm_withdrawal(session, actor(), proposal_id, now=now())
    passes = ngettext("%(num)s pass is withdrawn.", "%(num)s passes are withdrawn.", done.passes)
    revoked = ngettext("%(num)s certificate is revoked.", "%(num)s certificates are revoked.", done.certificates)
    flash(f"{passes} {revoked}", "done")
    return redirect(back, 303)
