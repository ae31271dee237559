"""Files that people write by hand, mangled: a result, or one of our own errors."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_facilitator import library
from voice_facilitator.errors import FacilitatorError
from voice_facilitator.settings import load

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "voice_facilitator"
SETTINGS = b"""\
language = "fr"
protocol = "case_clinic"
rate = 140
volume = 80
advance = "auto"
captions = true
latency = 0.2
cache_dir = "speech"
"""

pieces = st.binary(max_size=6) | st.sampled_from(
    [
        b"{",
        b"}",
        b"[[",
        b"]]",
        b'"',
        b"= nan",
        b"= -1",
        b"= 1e400",
        b"\n[phases]\n",
        b"\xff",
        b"{x!r}",
    ]
)
mutations = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), pieces), min_size=1, max_size=4)
many = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def mangled(content, mutations):
    """`content` with some bytes cut out here and there, and others put in."""
    for place, cut, piece in mutations:
        start = int(place * len(content))
        content = content[:start] + piece + content[start + cut :]
    return content


def is_read_or_refused(path, content, read):
    path.write_bytes(content)
    try:
        read(path)
    except FacilitatorError as error:
        assert str(path) in str(error)


@given(mutations)
@many
def test_a_mangled_protocol(tmp_path, mutations):
    content = mangled((HERE / "protocols" / "short.toml").read_bytes(), mutations)
    is_read_or_refused(
        tmp_path / "own.toml", content, lambda path: library.load_protocol(str(path))
    )


@given(mutations)
@many
def test_a_mangled_language(tmp_path, mutations):
    content = mangled((PACKAGE / "languages" / "en.toml").read_bytes(), mutations)
    is_read_or_refused(
        tmp_path / "own.toml", content, lambda path: library.load_language(str(path))
    )


@given(mutations)
@many
def test_a_mangled_settings_file(tmp_path, mutations):
    content = mangled(SETTINGS, mutations)
    is_read_or_refused(tmp_path / "settings.toml", content, lambda path: load({}, {}, path))
