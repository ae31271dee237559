"""Draws a session's timeline as an SVG picture.

One band a phase, as long as it lasted; above it who spoke (we did), below it
what was commanded; bells as lines through all. Colours are told apart with any
kind of colour vision (Okabe and Ito's set), and every mark is also a word.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any
from xml.etree import ElementTree as Xml

Entry = Mapping[str, Any]

WIDTH = 1000
_LEFT, _RIGHT = 16, 16
_BANDS_TOP, _BAND_HEIGHT = 64, 44
_HEIGHT = 190
_COLOURS = ("#E69F00", "#56B4E9", "#999999", "#009E73", "#F0E442", "#CC79A7", "#D55E00")
_MOST_TICKS = 40
"""More numbers than these would run into each other."""
_INK = "#222222"


def draw(timeline: Sequence[Entry], title: str, names: Mapping[str, str], legend: str) -> str:
    """An SVG document of a timeline's entries; `names` words the phases by id."""
    seconds = max((entry["t"] + entry.get("seconds", 0) for entry in timeline), default=1.0) or 1.0
    picture = _Picture(title, seconds)
    picture.bands(_phases(timeline, seconds), names)
    for entry in timeline:
        match entry["kind"]:
            case "say":
                picture.speech(entry["t"], entry["seconds"], entry["text"])
            case "bell":
                picture.bell(entry["t"], entry["which"])
            case "command":
                picture.command(entry["t"], entry["command"])
    picture.axis(legend)
    return picture.text()


def _phases(timeline: Sequence[Entry], seconds: float) -> list[tuple[str, float, float]]:
    """Each phase's id, beginning and end in seconds."""
    starts = [(entry["phase"], entry["t"]) for entry in timeline if entry["kind"] == "phase"]
    ends = [begin for _, begin in starts[1:]] + [seconds]
    return [(phase, begin, end) for (phase, begin), end in zip(starts, ends, strict=False)]


class _Picture:
    def __init__(self, title: str, seconds: float) -> None:
        self._seconds = seconds
        self._svg = Xml.Element(
            "svg",
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH} {_HEIGHT}",
            role="img",
            style="font-family: sans-serif; background: white",
        )
        Xml.SubElement(self._svg, "title").text = title
        self._words(_LEFT, 24, title, size=16, weight="bold")

    def bands(self, phases: list[tuple[str, float, float]], names: Mapping[str, str]) -> None:
        for number, (phase, begin, end) in enumerate(phases):
            left, right = self._x(begin), self._x(end)
            colour = _COLOURS[number % len(_COLOURS)]
            band = self._box(left, _BANDS_TOP, right - left, _BAND_HEIGHT, colour)
            name = names.get(phase, phase)
            Xml.SubElement(band, "title").text = f"{name}, {(end - begin) / 60:.1f} min"
            label = name if 7 * len(name) < right - left else str(number + 1)
            self._words((left + right) / 2, _BANDS_TOP + 27, label, anchor="middle")

    def speech(self, at: float, seconds: float, text: str) -> None:
        left = self._x(at)
        mark = self._box(left, 46, max(1.5, self._x(at + seconds) - left), 12, _INK)
        Xml.SubElement(mark, "title").text = text

    def bell(self, at: float, which: str) -> None:
        x = self._x(at)
        line = Xml.SubElement(
            self._svg, "line", x1=f"{x:.1f}", x2=f"{x:.1f}", y1="40", y2="124", stroke=_INK
        )
        line.set("stroke-width", "2")
        Xml.SubElement(line, "title").text = f"bell: {which}"
        self._words(x, 38, "♪", anchor="middle", size=14)

    def command(self, at: float, command: str) -> None:
        self._words(self._x(at), 128, f"▴ {command.replace('_', ' ')}", size=10)

    def axis(self, legend: str) -> None:
        step = 60 if self._seconds <= 600 else 300 * ceil(self._seconds / 300 / _MOST_TICKS)
        for at in range(0, int(self._seconds) + 1, step):
            self._words(self._x(at), 160, f"{at // 60}", anchor="middle", size=11)
        self._words(_LEFT, 180, legend, size=11)

    def text(self) -> str:
        Xml.indent(self._svg)
        return Xml.tostring(self._svg, encoding="unicode") + "\n"

    def _x(self, at: float) -> float:
        return _LEFT + at / self._seconds * (WIDTH - _LEFT - _RIGHT)

    def _box(self, x: float, y: float, width: float, height: float, fill: str) -> Xml.Element:
        sizes = {"x": x, "y": y, "width": width, "height": height}
        return Xml.SubElement(
            self._svg, "rect", {k: f"{v:.1f}" for k, v in sizes.items()}, fill=fill
        )

    def _words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: int = 12,
        weight: str = "normal",
    ) -> None:
        element = Xml.SubElement(self._svg, "text", x=f"{x:.1f}", y=f"{y:.1f}", fill=_INK)
        element.set("text-anchor", anchor)
        element.set("font-size", str(size))
        element.set("font-weight", weight)
        element.text = text
