"""Exact 95 % intervals: what few cases can and cannot say."""

from scipy.stats import beta, chi2

_TAIL = 0.025


def share(hits: int, of: int) -> tuple[float, float, float]:
    """Clopper-Pearson: the share, and the bounds of the true one, in per cent."""
    if of == 0:
        return float("nan"), 0.0, 100.0
    low = beta.ppf(_TAIL, hits, of - hits + 1) if hits else 0.0
    high = beta.ppf(1 - _TAIL, hits + 1, of - hits) if hits < of else 1.0
    return 100 * hits / of, 100 * float(low), 100 * float(high)


def rate(count: int, hours: float) -> tuple[float, float, float]:
    """Garwood's interval for a Poisson count: the rate an hour, and the bounds of the true one."""
    low = chi2.ppf(_TAIL, 2 * count) / 2 if count else 0.0
    high = chi2.ppf(1 - _TAIL, 2 * count + 2) / 2
    return count / hours, float(low) / hours, float(high) / hours
