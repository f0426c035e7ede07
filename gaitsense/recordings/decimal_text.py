"""The shortest decimal text of many float32 values at once.

Python's and NumPy's own routines need about a microsecond per value, which is a minute for a
day of two shoes. Here the digits are found by float64 arithmetic and laid into a matrix of
characters, column by column.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Characters before and after the decimal point in the matrix.
_WHOLE: Final = 3
_FRACTION: Final = 12
#: Sign, whole part, point, fraction.
CELL_WIDTH: Final = 1 + _WHOLE + 1 + _FRACTION
#: Sizes that fit with nine digits; outside of them the text is made value by value.
_SMALLEST: Final = 1e-4
_LARGEST: Final = 1e3

_POWERS: Final = 10.0 ** np.arange(_FRACTION + 1)
_INT_POWERS: Final = 10 ** np.arange(_FRACTION + 1, dtype=np.int64)
#: Three characters for each number below 1000.
_TRIPLES: Final = np.array(
    [[ord(digit) for digit in f"{value:03d}"] for value in range(1000)], np.uint8
)


def float32_cells(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Write values as text, one row of characters each.

    Parameters
    ----------
    values : (n,) float32
        Finite values, in any unit.

    Returns
    -------
    (n, CELL_WIDTH) uint8
        ASCII; a zero is no character, wherever it stands. Read as float64 and rounded to
        float32, the text gives the value back to the last bit.

    Source
    ------
    Own. A whole number below 2^53 divided by a power of ten up to 10^22 is rounded once, so
    the candidate is the float64 that a reader of its text gets (Clinger 1990,
    doi:10.1145/93542.93557); the fewest digits that give the float32 back are taken.
    """
    cells = np.zeros((len(values), CELL_WIDTH), np.uint8)
    size = np.abs(values)
    plain = (size >= _SMALLEST) & (size < _LARGEST)
    digits, decimals = _shortest(values[plain])
    cells[plain] = _lay_out(digits, decimals, np.signbit(values[plain]))
    for k in np.flatnonzero(~plain):
        # numpy prints the shortest text of the type that it is given.
        text = str(values[k]) if values[k] else ("-0.0" if np.signbit(values[k]) else "0.0")
        cells[k, : len(text)] = np.frombuffer(text.encode(), np.uint8)
    return cells


def _shortest(values: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return digits as a whole number and how many of them are decimals."""
    size = np.abs(values.astype(np.float64))
    exponent = np.floor(np.log10(size)).astype(np.int64)
    digits = np.zeros(len(values), np.int64)
    decimals = np.zeros(len(values), np.int64)
    left = np.arange(len(values))
    for count in (6, 7, 8, 9):
        places = count - 1 - exponent[left]
        scale = _POWERS[places]
        candidate = np.rint(size[left] * scale)
        exact = (candidate / scale).astype(np.float32) == size[left]
        done = left[exact]
        digits[done] = candidate[exact].astype(np.int64)
        decimals[done] = places[exact]
        left = left[~exact]
    assert len(left) == 0  # nine digits tell any two float32 apart
    return _without_trailing_zeros(digits, decimals)


def _without_trailing_zeros(
    digits: NDArray[np.int64], decimals: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows = np.arange(len(digits))
    while len(rows):
        rows = rows[(decimals[rows] > 1) & (digits[rows] % 10 == 0)]
        digits[rows] //= 10
        decimals[rows] -= 1
    return digits, decimals


def _lay_out(
    digits: NDArray[np.int64], decimals: NDArray[np.int64], negative: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    cells = np.zeros((len(digits), CELL_WIDTH), np.uint8)
    whole, fraction = np.divmod(digits, _INT_POWERS[decimals])
    fraction *= _INT_POWERS[_FRACTION - decimals]
    cells[negative, 0] = ord("-")
    _lay_digits(cells[:, 1 : 1 + _WHOLE], whole)
    # No zeros before the first digit, except for the one right before the point.
    whole_digits = np.searchsorted(_INT_POWERS[1:], whole, side="right") + 1
    columns = np.arange(_WHOLE)
    cells[:, 1 : 1 + _WHOLE][columns < _WHOLE - whole_digits[:, np.newaxis]] = 0
    cells[:, 1 + _WHOLE] = ord(".")
    _lay_digits(cells[:, -_FRACTION:], fraction)
    cells[:, -_FRACTION:][np.arange(_FRACTION) >= decimals[:, np.newaxis]] = 0
    return cells


def _lay_digits(cells: NDArray[np.uint8], numbers: NDArray[np.int64]) -> None:
    """Write whole numbers right-aligned with leading zeros, three characters at a time."""
    for end in range(cells.shape[1], 0, -3):
        # Faster than divmod: numpy divides by a constant without dividing.
        above = numbers // 1000
        cells[:, end - 3 : end] = _TRIPLES[numbers - above * 1000]
        numbers = above
