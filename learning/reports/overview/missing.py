"""What enrolments lack: a figure that should fall."""

from learning.records.tallies import MISSING
from learning.reports.charts import Bar, Bars
from learning.reports.overview.rows import ANY
from learning.reports.overview.telling import Section, Teller
from learning.reports.table import Column, Row, Table


def missing(teller: Teller) -> Section:
    """Set how many of the period's enrolments lack what, the most frequent first."""
    say, title, found = teller.say, teller.say("What is missing"), teller.found
    begun, lacking = found.enrolled.total(), found.lacking.total()
    each = sorted(((found.missing.get(name, 0), name) for name in MISSING), key=lambda pair: -pair[0])
    urls = [teller.url({"missing": [name]}, is_begun=True) if number else None for number, name in each]
    any_url = teller.url({"missing": [ANY]}, is_begun=True) if lacking else None
    bars = [
        Bar(teller.words.missing[name], number, teller.number(number), url)
        for (number, name), url in zip(each, urls, strict=True)
    ]
    rows: list[Row] = [(teller.words.missing[name], number, (number, begun)) for number, name in each]
    rows.append((teller.words.missing[ANY], lacking, (lacking, begun)))
    columns = (
        Column("missing", say("Missing")),
        Column("enrolled", say("Enrolments"), "number"),
        Column("share", say("Share"), "percent"),
    )
    sentence = say(
        "%(number)s of %(all)s enrolments of this period lack something (%(share)s). It should fall to none.",
        number=teller.number(lacking),
        all=teller.number(begun),
        share=teller.percent((lacking, begun)),
    )
    return Section(
        "missing",
        title,
        sentence if begun else say("Nobody yet"),
        Bars(bars, most=begun) if begun else None,
        Table(title, columns, rows),
        {(place, 1): url for place, url in enumerate([*urls, any_url]) if url},
        say("A bar of the whole width would be every enrolment of the period.") if begun else "",
    )
