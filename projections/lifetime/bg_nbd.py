"""BG/NBD with Gamma-Gamma: how many orders a client is likely to place, and what they are worth.

BG/NBD: a client orders at a rate of its own, and after each order may leave for good. Rates vary among
clients by a gamma distribution (r, alpha), chances of leaving by a beta distribution (a, b). Gamma-Gamma: the
values of a client's orders vary around its own mean, and these means vary among clients (p, q, gamma).

The formulas are those of P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting Your Customers" the Easy Way,
Marketing Science 24(2), 2005: likelihood, chance to be there, conditional expectation; and of P. S. Fader and
B. G. S. Hardie, The Gamma-Gamma Model of Monetary Value, 2013, http://www.brucehardie.com/notes/025/. Time is
in weeks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64]

LEAST: Final = 20
"""Clients with a second order below which nothing is fitted."""
_NOBODY_LEAVES: Final = 1e-3
"""The mean chance of leaving after an order below which the data show nobody who leaves."""
_BOUND: Final = 12.0
"""A parameter is sought between exp(-12) and exp(12)."""
_NEAR: Final = 0.05
"""A logarithm that is so near to its bound stands at it."""


class Orders(NamedTuple):
    """The orders of some clients, a number for each client.

    Attributes:
        repeats: order days after the first.
        newest: weeks from the first order day to the last.
        seen: weeks from the first order day to the end of what is seen.
    """

    repeats: Numbers
    newest: Numbers
    seen: Numbers


class Unfit(Exception):
    """The model cannot be fitted to these clients; the message says why."""


class Fitted(NamedTuple):
    """A model of how often clients order.

    Attributes:
        fit: the logarithm of the likelihood.
    """

    r: float
    alpha: float
    a: float
    b: float
    fit: float

    def there(self, orders: Orders) -> Numbers:
        """The chance of each client to be there still; 1 without a second order, as the model has it."""
        return 1 / (1 + self._gone(orders))

    def expected(self, orders: Orders, weeks: float) -> Numbers:
        """The orders that each client is expected to place in so many weeks to come."""
        from scipy.special import hyp2f1  # noqa: PLC0415 - scipy is an extra, and slow to import

        r, alpha, a, b, _ = self
        x, _, seen = orders
        rest = hyp2f1(r + x, b + x, a + b + x - 1, weeks / (alpha + seen + weeks))
        left = ((alpha + seen) / (alpha + seen + weeks)) ** (r + x) * rest
        return np.asarray((a + b + x - 1) / (a - 1) * (1 - left) / (1 + self._gone(orders)))

    def _gone(self, orders: Orders) -> Numbers:
        """The odds that each client has left."""
        r, alpha, a, b, _ = self
        x, newest, seen = orders
        odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + seen) / (alpha + newest)) ** (r + x)
        return np.where(x > 0, odds, 0.0)


class Worth(NamedTuple):
    """A model of what orders are worth."""

    p: float
    q: float
    gamma: float

    def expected(self, counts: Numbers, means: Numbers) -> Numbers:
        """The mean value of each client's orders to come, from the number and mean of those there are."""
        return np.asarray(self.p * (self.gamma + counts * means) / (self.p * counts + self.q - 1))


def log_likelihood(orders: Orders, r: float, alpha: float, a: float, b: float) -> float:
    """How likely the orders of all clients are; its logarithm."""
    from scipy.special import betaln, gammaln  # noqa: PLC0415 - scipy is an extra, and slow to import

    x, newest, seen = orders
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + seen)
    with np.errstate(divide="ignore"):
        left = (
            betaln(a + 1, b + np.maximum(x, 1) - 1)
            - betaln(a, b)
            - (r + x) * np.log(alpha + newest)
            + np.where(x > 0, 0.0, -np.inf)
        )
    return float(np.sum(rate + np.logaddexp(stayed, left)))


def fitted(orders: Orders) -> Fitted:
    """The model that makes the orders most likely.

    Raises:
        Unfit: too few clients ordered twice, nobody is seen to leave, or a parameter has no best value.
    """
    repeating = int(np.count_nonzero(orders.repeats))
    if repeating < LEAST:
        raise Unfit(f"{repeating} clients ordered on a second day, and {LEAST} are needed")
    (r, alpha, a, b), loss = _most_likely(
        lambda logs: -log_likelihood(orders, *np.exp(logs)), ("r", "alpha", "a", "b")
    )
    if a / (a + b) < _NOBODY_LEAVES:
        raise Unfit("the model sees nobody leave, so it cannot say who has left")
    return Fitted(r, alpha, a, b, -loss)


def fitted_worth(counts: Numbers, means: Numbers) -> Worth:
    """The model that makes the mean values of orders most likely.

    Raises:
        Unfit: a parameter has no best value, or the mean value of orders to come is not finite.
    """
    from scipy.special import betaln  # noqa: PLC0415 - scipy is an extra, and slow to import

    def loss(logs: Numbers) -> float:
        p, q, gamma = np.exp(logs)
        shape = p * counts
        each = (
            -betaln(shape, q)
            + q * np.log(gamma)
            + (shape - 1) * np.log(means)
            + shape * np.log(counts)
            - (shape + q) * np.log(gamma + counts * means)
        )
        return float(-np.sum(each))

    worth = Worth(*_most_likely(loss, ("p", "q", "gamma"))[0])
    if worth.q <= 1:
        raise Unfit("the values of orders are too uneven to have a mean")
    return worth


def _most_likely(loss: Callable[[Numbers], float], names: Sequence[str]) -> tuple[list[float], float]:
    """The parameters with the least loss, and that; found from several starts.

    Raises:
        Unfit: one of them stands at its bound.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - scipy is an extra, and slow to import

    size = len(names)
    starts = [np.full(size, start) for start in (0.0, -1.0, 1.0)]
    tried = [minimize(loss, start, method="L-BFGS-B", bounds=[(-_BOUND, _BOUND)] * size) for start in starts]
    best = min(tried, key=lambda one: float(one.fun))
    for name, log in zip(names, best.x, strict=True):
        if abs(log) > _BOUND - _NEAR:
            raise Unfit(f"its parameter {name} has no best value")
    return [float(one) for one in np.exp(best.x)], float(best.fun)
