"""C: certificates over HTTP, printed for the first time and given again; and many of them as one file."""

import http.client
from collections.abc import Iterator

from bench.browsers import Browser
from bench.figures import Figure, medians_of, watched
from bench.pages import measured
from bench.scene import Scene
from bench.servers import pss

PRINTED, AGAIN, TIMES = 40.0, 20.0, 4.0
LARGEST = 100.0  # KB
ARCHIVE = "ZMB"
ARCHIVED = 1000
ADDED = 8.0  # MiB
PIECE = 1_000_000
_FEWER = 5
"""So many times fewer than other operations: a certificate is printed once in its life, so each round has its own."""


def certificates(scene: Scene) -> Iterator[Figure]:
    """Certificates over HTTP, each of another holder."""
    number = max(scene.size.operations // _FEWER, 20)
    people = scene.life.people("BGD", number * scene.size.rounds)
    enrolments = scene.life.enrol("BGD", people, next(iter(scene.life.courses)), [], completed=True)
    serials = scene.life.certificates("BGD", people, enrolments, scene.keys)
    browsers = scene.browsers(scene.life.signed_in(people))
    bare = scene.bare_browser()
    weights: list[float] = []
    bare_weights: list[float] = []

    def take(place: int) -> None:
        weights.append(len(browsers[place].get(f"/certificates/{serials[place]}.pdf").body) / 1000)

    def given(round_number: int) -> float:
        places = iter(range(round_number * number, (round_number + 1) * number))
        return measured(scene.product, number, lambda: take(next(places)))

    def bare_printed(_number: int) -> float:
        return measured(scene.bare, number, lambda: bare_weights.append(len(bare.get("/certificate").body) / 1000))

    value, ceiling = medians_of(scene.size.rounds, "certificates", given, bare_printed)
    yield Figure(
        "C  certificate printed, signed and kept, over HTTP",
        value,
        PRINTED,
        "ms CPU",
        ceiling,
        TIMES,
        note="bare: page, code as dense, one P-256 signature",
    )
    again, _ = medians_of(scene.size.rounds, "certificates again", given, lambda _: 0.0)
    yield Figure("C  certificate given again", again, AGAIN, "ms CPU")
    yield Figure("C  certificate, the largest", max(weights), LARGEST, "KB", max(bare_weights))


def archive(scene: Scene) -> Iterator[Figure]:
    """What a ZIP of a thousand certificates adds to the worker that sends it."""
    people = scene.life.people(ARCHIVE, ARCHIVED)
    enrolments = scene.life.enrol(ARCHIVE, people, next(iter(scene.life.courses)), [], completed=True)
    scene.life.certificates(ARCHIVE, people, enrolments, scene.keys)
    browser = scene.administrator()
    _prepare(browser, f"/reports/certificates/{ARCHIVE}")
    _download(scene, browser, f"/reports/certificates/{ARCHIVE}.zip?from=2000-01-01&to=2000-01-02", 303)
    before = [pss(pid) for pid in scene.product.workers]
    length, seen = _download(scene, browser, f"/reports/certificates/{ARCHIVE}.zip")
    added = max(most - least for most, least in zip(seen, before, strict=True))
    note = f"{length / 1e6:.0f} MB"
    yield Figure(f"   ZIP of {ARCHIVED} certificates, memory it adds to a worker", added, ADDED, "MiB", note=note)


def _prepare(browser: Browser, page: str) -> None:
    """Let the page that prepares open itself until it is done."""
    following = f"{page}/preparing"
    for _ in watched(range(ARCHIVED), "preparing"):
        answer = browser.wire.ask("GET", following, {"Cookie": browser.cookie})
        if answer.status != http.client.OK:
            return
        following = answer.text.partition('http-equiv="refresh" content="0; url=')[2].partition('"')[0]


def _download(scene: Scene, browser: Browser, path: str, expected: int = 200) -> tuple[int, list[float]]:
    """Take a file in pieces; gives its length, and the most memory that each worker had meanwhile."""
    connection = http.client.HTTPConnection("127.0.0.1", scene.product.port, timeout=120)
    connection.request("GET", path, headers={"Cookie": browser.cookie})
    response = connection.getresponse()
    assert response.status == expected, response.status
    length, seen = 0, [0.0 for _ in scene.product.workers]
    while piece := response.read(PIECE):
        length += len(piece)
        seen = [max(most, pss(pid)) for most, pid in zip(seen, scene.product.workers, strict=True)]
    connection.close()
    return length, seen
