"""Words become the model's own tokens and come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.encoder import model_folder
from voice_facilitator.hearing.tokenizer import Tokenizer

tokenizer = Tokenizer(model_folder() / "tokenizer.bin")

# As Hugging Face's tokenizers encodes them with the model's tokenizer.json.
KNOWN = {
    "stop": (5040,),
    "Stop": (22303,),
    "Repeat": (830, 11666),
    "Quieter": (751, 29875, 1308),
    "How much time is left": (1128, 1568, 931, 338, 2175),
}


@pytest.mark.parametrize("text", KNOWN)
def test_gives_the_models_own_tokens(text):
    assert tokenizer.encode(text) == KNOWN[text]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="▁"), min_size=1))
def test_what_was_encoded_can_be_read_again(text):
    assert tokenizer.decode(list(tokenizer.encode(text))) == text.strip(" ")


def test_a_torn_file_is_a_sentence_with_the_remedy(tmp_path):
    torn = tmp_path / "tokenizer.bin"
    torn.write_bytes(b"\x80")
    with pytest.raises(HearingError, match="reinstall"):
        Tokenizer(torn)
