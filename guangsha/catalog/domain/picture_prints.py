"""Perceptual prints of pictures: two 64-bit hashes that stay close when a picture is resized, recompressed or brightened.

The first (difference hash) holds whether brightness rises from one pixel to the next on a 9 x 8 grid; the second holds which
low frequencies of a 32 x 32 grid lie above their median. Both must be close before two pictures count as one.
"""

import numpy as np
import numpy.typing as npt

BITS = 64
SAME = 10
"""Bits each hash may differ by between copies of one picture."""
ALIKE = 16
PLAIN_DEVIATION = 4.0
"""A picture whose grey values deviate less than this (of 255) shows nothing that could be recognised."""

Grey = npt.NDArray[np.float64]


def _bits(flags: npt.NDArray[np.bool_]) -> int:
    return int("".join("1" if flag else "0" for flag in flags.ravel()), 2)


def difference_hash(grid: Grey) -> int:
    """Of a grid of grey values, 8 rows of 9."""
    return _bits(grid[:, 1:] > grid[:, :-1])


def frequency_hash(grid: Grey) -> int:
    """Of a grid of grey values, 32 rows of 32: its 8 x 8 lowest frequencies (discrete cosine transform) against their median."""
    size = grid.shape[0]
    steps = np.arange(size)
    waves = np.cos(np.pi * (2 * steps[None, :] + 1) * steps[:8, None] / (2 * size))
    low = waves @ grid @ waves.T
    flat = low.ravel()
    return _bits(low > np.median(flat[1:]))


def is_plain(grid: Grey) -> bool:
    """Whether there is nothing to recognise."""
    return float(grid.std()) < PLAIN_DEVIATION


def far(one: tuple[int, int], other: tuple[int, int]) -> int:
    """How far two prints are apart: the larger of the two numbers of differing bits."""
    return max((one[0] ^ other[0]).bit_count(), (one[1] ^ other[1]).bit_count())
