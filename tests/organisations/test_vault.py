"""Identity numbers at rest."""

import dataclasses

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.organisations.identity_vault import UnopenableError, blind_index, keyed_hash, seal, unseal
from deqing_events.settings import Keys
from tests import factories
from tests.engines import both_engines
from tests.organisations.importing import identity

KEYS = Keys("c", {"k1": b"1" * 32}, "k1", b"i" * 32, b"p" * 32)
NUMBER = identity(7)


def test_a_sealed_number_opens_again_and_names_algorithm_and_key() -> None:
    sealed = seal(NUMBER, KEYS)
    assert sealed.startswith("aes256gcm:k1:")
    assert NUMBER not in sealed
    assert unseal(sealed, KEYS) == NUMBER
    assert seal(NUMBER, KEYS) != sealed


def test_old_keys_open_old_values_and_new_values_use_the_new_key() -> None:
    both = dataclasses.replace(KEYS, identity={"k1": b"1" * 32, "k2": b"2" * 32}, identity_current="k2")
    assert unseal(seal(NUMBER, KEYS), both) == NUMBER
    assert seal(NUMBER, both).startswith("aes256gcm:k2:")
    with pytest.raises(UnopenableError):
        unseal(seal(NUMBER, both), KEYS)


@pytest.mark.parametrize("change", ["flip", "key", "algorithm", "cut", "junk"])
def test_a_changed_value_does_not_open(change: str) -> None:
    sealed = seal(NUMBER, KEYS)
    keys = dataclasses.replace(KEYS, identity={"k1": b"1" * 32, "k2": b"1" * 32})
    changed = {
        "flip": sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:],
        "key": sealed.replace(":k1:", ":k2:"),
        "algorithm": sealed.replace("aes256gcm", "rot13"),
        "cut": sealed[:30],
        "junk": "沈示例",
    }[change]
    with pytest.raises(UnopenableError):
        unseal(changed, keys)


def test_the_blind_index_is_keyed_and_apart_from_other_hashes() -> None:
    assert blind_index(NUMBER, KEYS) == blind_index(f"'{NUMBER} ", KEYS)
    assert blind_index(NUMBER, KEYS) != blind_index(identity(8), KEYS)
    assert blind_index(NUMBER, KEYS) != blind_index(NUMBER, dataclasses.replace(KEYS, index=b"j" * 32))
    assert blind_index(NUMBER, KEYS) != keyed_hash(NUMBER, KEYS)
    assert len(blind_index(NUMBER, KEYS)) == 64


@both_engines
def test_one_identity_number_belongs_to_one_member(app: Flask) -> None:
    del app
    factories.member("沈示例", "19900000017", identity_index=blind_index(NUMBER, KEYS))
    with pytest.raises(IntegrityError) as caught:
        factories.member("钱示例", "19900000018", identity_index=blind_index(NUMBER, KEYS))
    assert database.violated(caught.value) == "这个身份证号已经在会员名册里了。"
    factories.member("孙示例", "", identity_index=None)
    factories.member("李示例", "", identity_index=None)
