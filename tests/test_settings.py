"""Whoever chooses something gets it, or is told what to give instead."""

import json

import msgspec
import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.errors import DataFileError, FacilitatorError, SettingsError
from voice_facilitator.settings import Settings, load

FIELDS = [field.name for field in msgspec.structs.fields(Settings)]


@pytest.fixture(autouse=True, scope="module")
def no_file_of_the_users_own(tmp_path_factory):
    nowhere = tmp_path_factory.mktemp("config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platformdirs, "user_config_path", lambda *_, **__: nowhere)
        yield


@pytest.fixture
def config(tmp_path):
    def write(text):
        path = tmp_path / "settings.toml"
        path.write_text(text)
        return path

    return write


def test_nothing_chosen_is_the_defaults():
    chosen = load({}, {})
    assert chosen.settings.language == "en"
    assert chosen.settings.protocol == "case_clinic"
    assert chosen.settings.advance == "ask"
    assert set(chosen.origins) == set(FIELDS)
    assert set(chosen.origins.values()) == {"default"}


def test_flag_over_environment_over_file_over_default(config):
    path = config("rate = 100\nvolume = 50\nadvance = 'auto'\n")
    environment = {"VOICE_FACILITATOR_RATE": "120", "VOICE_FACILITATOR_VOLUME": "60"}
    chosen = load({"rate": 140, "voice": None}, environment, path)
    assert (chosen.settings.rate, chosen.origins["rate"]) == (140, "--rate")
    assert (chosen.settings.volume, chosen.origins["volume"]) == (60, "VOICE_FACILITATOR_VOLUME")
    assert (chosen.settings.advance, chosen.origins["advance"]) == ("auto", str(path))
    assert (chosen.settings.voice, chosen.origins["voice"]) == (None, "default")


@pytest.mark.parametrize(
    ("environment", "language", "origin"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr", "LANG"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_CH"}, "fr", "LC_ALL"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "en_US", "LC_ALL": ""}, "en", "LC_MESSAGES"),
        ({"LANG": "fr@euro"}, "fr", "LANG"),
        ({"LANG": "C.UTF-8"}, "en", "default"),
        ({"LANG": "tlh_KX"}, "en", "default"),
        ({"LANG": "fr_FR", "VOICE_FACILITATOR_LANGUAGE": "en"}, "en", "VOICE_FACILITATOR_LANGUAGE"),
        ({"VOICE_FACILITATOR_LANGUAGE": ""}, "en", "default"),
    ],
)
def test_the_language_is_the_locales_where_we_have_it(environment, language, origin):
    chosen = load({}, environment)
    assert (chosen.settings.language, chosen.origins["language"]) == (language, origin)


@pytest.mark.parametrize(
    ("name", "value", "given"),
    [
        ("start_now", "true", True),
        ("captions", "0", False),
        ("rate", "200", 200),
        ("latency", "0.3", 0.3),
        ("latency", "0.05", 0.05),
        ("latency", "auto", "auto"),
        ("engine", "keys", "keys"),
    ],
)
def test_a_variable_is_read_as_what_it_means(name, value, given):
    chosen = load({}, {f"VOICE_FACILITATOR_{name.upper()}": value})
    assert getattr(chosen.settings, name) == given


WRONG = [
    ("rate", "20", "80 to 450"),
    ("rate", "fast", "80 to 450"),
    ("volume", "0", "1 to 200"),
    ("engine", "whisper", "auto, vosk, moonshine or keys"),
    ("advance", "yes", "ask or auto"),
    ("captions", "perhaps", "true or false"),
    ("latency", "5", "auto, or a number of seconds, 0.005 to 2"),
    ("latency", "soon", "auto, or a number of seconds, 0.005 to 2"),
]


@pytest.mark.parametrize(("name", "value", "remedy"), WRONG)
def test_a_wrong_value_names_its_place_and_what_to_give(name, value, remedy, config):
    with pytest.raises(SettingsError, match=f"--{name} {value} .*{remedy}"):
        load({name: value}, {})
    variable = f"VOICE_FACILITATOR_{name.upper()}"
    with pytest.raises(SettingsError, match=f"{variable}={value} .*{remedy}"):
        load({}, {variable: value})
    path = config(f"{name} = '{value}'")
    with pytest.raises(DataFileError, match=f"{path}: {name} = {value} .*{remedy}"):
        load({}, {}, path)


def test_an_unknown_name_is_not_passed_over(config):
    with pytest.raises(SettingsError, match="VOICE_FACILITATOR_LANGAUGE"):
        load({}, {"VOICE_FACILITATOR_LANGAUGE": "fr"})
    with pytest.raises(DataFileError, match=r"settings\.toml: there is no setting langauge"):
        load({}, {}, config("langauge = 'fr'"))


def test_a_file_that_is_asked_for_must_be_there(tmp_path):
    missing = tmp_path / "missing.toml"
    with pytest.raises(DataFileError, match=r"missing\.toml"):
        load({}, {}, missing)
    with pytest.raises(DataFileError, match=r"missing\.toml"):
        load({}, {"VOICE_FACILITATOR_CONFIG": str(missing)})


def test_the_users_own_file_is_read_when_it_is_there(config, tmp_path, monkeypatch):
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **__: tmp_path)
    assert load({}, {}).settings.volume == 100
    config("volume = 30")
    assert load({}, {}).settings.volume == 30


def test_paths_in_a_file_start_from_its_folder(config, tmp_path):
    chosen = load({}, {}, config("cache_dir = 'kept'\nprotocol = 'ours.toml'\nlanguage = 'fr'"))
    assert chosen.settings.cache_dir == tmp_path / "kept"
    assert chosen.settings.protocol == str(tmp_path / "ours.toml")
    assert chosen.settings.language == "fr"


def test_every_field_tells_what_to_give():
    for field in msgspec.structs.fields(Settings):
        assert any(meta.description for meta in field.type.__metadata__)


@given(st.sampled_from(FIELDS), st.text(alphabet=st.characters(exclude_characters="\0")))
def test_any_text_in_any_variable_is_a_setting_or_one_sentence(name, value):
    try:
        load({}, {f"VOICE_FACILITATOR_{name.upper()}": value})
    except FacilitatorError as error:
        assert str(error).endswith(".")


VALUES = st.one_of(
    st.integers(), st.booleans(), st.floats(-1e9, 1e9), st.text("ab/.~1 ", max_size=9)
)


@given(st.dictionaries(st.sampled_from([*FIELDS, "other"]), VALUES))
def test_any_file_is_settings_or_one_sentence_about_it(tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
    try:
        chosen = load({}, {}, path)
    except DataFileError as error:
        assert str(path) in str(error)
    else:
        assert {name for name, origin in chosen.origins.items() if origin == str(path)} == set(
            values
        )
