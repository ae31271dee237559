"""The tree of all ways to write a vocabulary, and the walk of a decoder through it.

Wordings share their beginnings, so a tree of tokens needs a fraction of the
decoder's steps that a list would. The model writes "Stop.", "stop", "Stop," or
"stop!" for the same word: each text is in the tree in lower case and with a
capital, and may end with a mark or without.

Beside the tree's branches goes the greedy path, the text that the model would
write if left alone. A branch is dropped when it has become too unlikely to
change any decision, which saves most of the work.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

_HOPELESS = -6.0
"""Log probability below which a decoy is not followed, one in 400: it counts as one of the
unlisted, and no decision of a hundred changes against -10, at less than half the cost."""
_BEATEN = 6.0
"""A phrase is not followed when another one is more likely by this much (log probability)."""


@dataclass(slots=True)
class Node:
    """A place in the tree: the tokens that lead here have been written."""

    next: dict[int, "Node"] = field(default_factory=dict)
    """What may be written next, by token."""
    ends: str | None = None
    """The text that is complete here."""
    phrases: set[str] = field(default_factory=set)
    """The phrases, not the decoys, that are complete here or further down."""


def grow(
    phrases: Iterable[str],
    decoys: Iterable[str],
    encode: Callable[[str], Sequence[int]],
    marks: Sequence[int],
) -> Node:
    """The tree of all texts (lower case), each in both cases, with each of `marks` and without.

    `encode` makes tokens of a text; `marks` are tokens.
    """
    root = Node()
    for text in decoys:
        _plant(root, text, encode, marks)
    for text in phrases:
        for node in _plant(root, text, encode, marks):
            node.phrases.add(text)
    return root


def _plant(
    root: Node, text: str, encode: Callable[[str], Sequence[int]], marks: Sequence[int]
) -> list[Node]:
    way = [root]
    for written in (text, text[:1].upper() + text[1:]):
        node = root
        for token in encode(written):
            node = node.next.setdefault(token, Node())
            way.append(node)
        for end in (node, *(node.next.setdefault(mark, Node()) for mark in marks)):
            end.ends = text
            way.append(end)
    return way


@dataclass(frozen=True, slots=True)
class Path:
    """Tokens written so far."""

    tokens: tuple[int, ...]
    score: float
    """The log probability of having written them."""
    node: Node | None
    """Where in the tree; None off it."""
    greedy: bool
    """Whether the model would have written just this."""


class Walk:
    """One segment's walk through the tree: breadth first, as the decoder goes.

    `paths` are to be shown to the decoder; `advance` takes its answer and says
    which paths come next. Over when `paths` is empty.
    """

    def __init__(self, root: Node, end: int, longest: int) -> None:
        """Begin at `root`; a text is complete when the token `end` follows.

        The greedy path ends there too, or when it has `longest` tokens.
        """
        self.paths = [Path((), 0.0, root, True)]
        self.texts: dict[str, float] = {}
        """The log probability of each text that was followed; a bound for a beaten phrase."""
        self.greedy = self.paths[0]
        """The greedy path as far as it goes."""
        self._end = end
        self._longest = longest
        self._best = -np.inf

    def advance(self, logits: npt.NDArray[np.float32]) -> list[int]:
        """Take the decoder's `logits` [paths, tokens]; return each new path's parent, as a row."""
        grown: list[tuple[int, Path]] = []
        normals = _logsumexp(logits)
        for row, path in enumerate(self.paths):
            if path.node is not None and path.node.ends is not None:
                self._complete(path.node, path.score + float(logits[row, self._end] - normals[row]))
        for row, path in enumerate(self.paths):
            grown += ((row, child) for child in self._children(path, logits[row], normals[row]))
        self.paths = [path for _, path in grown]
        return [row for row, _ in grown]

    def _complete(self, node: Node, score: float) -> None:
        assert node.ends is not None
        self._add(node.ends, score)
        if node.ends in node.phrases:
            self._best = max(self._best, self.texts[node.ends])

    def _children(
        self, path: Path, logits: npt.NDArray[np.float32], normal: float
    ) -> Iterable[Path]:
        choice = self._choice(path, logits)
        branches = path.node.next if path.node is not None else {}
        for token, node in branches.items():
            child = Path(
                (*path.tokens, token),
                path.score + float(logits[token] - normal),
                node,
                token == choice,
            )
            if self._worth(child):
                yield child
        if choice is not None and choice not in branches:
            score = path.score + float(logits[choice] - normal)
            yield Path((*path.tokens, choice), score, None, True)

    def _choice(self, path: Path, logits: npt.NDArray[np.float32]) -> int | None:
        if not path.greedy:
            return None
        self.greedy = path
        choice = int(np.argmax(logits))
        return None if choice == self._end or len(path.tokens) >= self._longest else choice

    def _worth(self, path: Path) -> bool:
        assert path.node is not None
        follow = path.score > _HOPELESS or path.greedy
        if path.node.phrases:
            follow = follow or path.score > self._best - _BEATEN
            if not follow:
                for text in path.node.phrases:
                    self._add(text, path.score)
        return follow

    def _add(self, text: str, score: float) -> None:
        self.texts[text] = float(np.logaddexp(self.texts.get(text, -np.inf), score))


def _logsumexp(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    highest = rows.max(axis=1, keepdims=True)
    sums: npt.NDArray[np.float32] = np.log(np.exp(rows - highest).sum(axis=1)) + highest[:, 0]
    return sums
