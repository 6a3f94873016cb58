"""What begins an event loop can be called where one is running."""

import asyncio

import pytest

from certificates.apart import apart


async def _later(said: int) -> int:
    await asyncio.sleep(0)
    return said


def test_it_answers_where_a_loop_is_running() -> None:
    async def outer() -> int:
        return apart(lambda: asyncio.run(_later(1325)))

    assert asyncio.run(outer()) == 1325


def test_an_exception_comes_out_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        apart(lambda: 1 // 0)
