"""Settings: safe defaults, clear refusals, keys made once."""

import json
import stat
from pathlib import Path

import pytest

from deqing_events import settings


def test_the_default_is_sqlite_in_the_instance_folder(tmp_path: Path) -> None:
    loaded = settings.load({}, tmp_path / "instance")
    assert loaded.database_url == f"sqlite:///{tmp_path / 'instance' / 'deqing.sqlite3'}"


def test_keys_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    first = settings.load({}, tmp_path)
    again = settings.load({}, tmp_path)
    assert first.keys == again.keys
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert "keys=" not in repr(first)


def test_two_installations_share_no_key(tmp_path: Path) -> None:
    one, other = settings.load({}, tmp_path / "a").keys, settings.load({}, tmp_path / "b").keys
    assert one.cookie != other.cookie
    assert one.index != other.index
    assert one.passes != other.passes


def test_lost_keys_stop_the_start_of_an_installation_that_has_data(tmp_path: Path) -> None:
    settings.load({}, tmp_path)
    (tmp_path / "deqing.sqlite3").touch()
    (tmp_path / "keys.json").unlink()
    with pytest.raises(settings.SettingsError, match="is missing beside an existing database"):
        settings.load({}, tmp_path)


@pytest.mark.parametrize("secret", ["short", "x" * 31, "changeme"])
def test_a_weak_secret_stops_the_start(tmp_path: Path, secret: str) -> None:
    with pytest.raises(settings.SettingsError, match="SECRET_KEY"):
        settings.load({"SECRET_KEY": secret}, tmp_path)


def test_a_number_that_is_none_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(settings.SettingsError, match="IDLE_MINUTES"):
        settings.load({"IDLE_MINUTES": "two hours"}, tmp_path)


def test_an_older_key_still_opens_after_a_new_one_is_current(tmp_path: Path) -> None:
    settings.load({}, tmp_path)
    stored = json.loads((tmp_path / "keys.json").read_text())
    stored["identity"]["k2"] = stored["identity"]["k1"]
    stored["identity_current"] = "k2"
    (tmp_path / "keys.json").write_text(json.dumps(stored))
    loaded = settings.load({}, tmp_path)
    assert loaded.keys.identity_current == "k2"
    assert set(loaded.keys.identity) == {"k1", "k2"}


@pytest.mark.parametrize(
    ("name", "value"), [("COUNT_FROM_STATE", "draft"), ("STATISTICAL_MONTH", "13"), ("TERM_START", "last year")]
)
def test_a_tally_setting_that_means_nothing_names_itself(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(settings.SettingsError, match=name):
        settings.load({name: value}, tmp_path)


@pytest.mark.parametrize(("name", "value"), [("KEEP_IDENTITY", "181"), ("KEEP_ANSWERS", "0"), ("KEEP_MESSAGES", "59")])
def test_a_period_longer_than_people_were_told_or_too_short_stops_the_start(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(settings.SettingsError, match=name):
        settings.load({name: value}, tmp_path)


def test_a_shorter_period_is_taken(tmp_path: Path) -> None:
    assert settings.load({"KEEP_IDENTITY": "90"}, tmp_path).keeping.identity == 90
