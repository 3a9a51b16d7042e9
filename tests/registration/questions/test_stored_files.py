"""Files that were sent: what they are follows from their content, and a photo keeps nothing but the picture."""

import io
import stat
from pathlib import Path

import pytest
from PIL import Image

from deqing_events.registration.questions import stored_files
from deqing_events.registration.questions.stored_files import UnusableFileError, content_of, forget, found, take
from tests.registration.questions.asking import photo


def with_place() -> bytes:
    """A photo that says where and how it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return photo(60, 40, exif=exif, comment=b"SecretComment")


def test_a_photo_is_written_anew_upright_and_without_exif(tmp_path: Path) -> None:
    kept = take(tmp_path, with_place())
    content = content_of(tmp_path, kept.name)
    assert content is not None
    assert b"Secret" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (40, 60)
        assert not picture.getexif()
    assert (kept.media_type, kept.size) == ("image/jpeg", len(content))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "CMYK", "I;16", "1"])
def test_pictures_of_any_kind_become_a_jpeg(tmp_path: Path, mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (2000, 3200)).save(made, "JPEG" if mode == "CMYK" else "PNG")
    kept = take(tmp_path, made.getvalue())
    with Image.open(io.BytesIO(content_of(tmp_path, kept.name) or b"")) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) <= stored_files.LONGEST_SIDE


def test_what_hides_behind_a_picture_is_not_kept(tmp_path: Path) -> None:
    kept = take(tmp_path, photo() + b"<script>alert(1)</script>")
    assert b"<script>" not in (content_of(tmp_path, kept.name) or b"<script>")


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    header = photo(8, 8, "PNG")
    bomb = header[:16] + (40_000).to_bytes(4, "big") + (40_000).to_bytes(4, "big") + header[24:]
    with pytest.raises(UnusableFileError):
        take(tmp_path, bomb)
    assert not (tmp_path / stored_files.FOLDER).exists()


def test_names_are_random_and_files_are_for_this_user_only(tmp_path: Path) -> None:
    one, other = take(tmp_path, photo()), take(tmp_path, photo())
    assert one.name != other.name
    mode = stat.S_IMODE((tmp_path / stored_files.FOLDER / one.name).stat().st_mode)
    assert mode == 0o600


@pytest.mark.parametrize(
    "name", ["../keys.json", "", "a.jpg", "0" * 32 + ".png", "0" * 32 + ".jpg/..", "0" * 31 + "/.jpg"]
)
def test_only_names_given_here_are_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "keys.json").write_text("{}")
    assert found(tmp_path / "uploads", name) is None
    assert content_of(tmp_path / "uploads", name) is None
    forget(tmp_path / "uploads", [name])
    assert (tmp_path / "keys.json").exists()


def test_forgetting_twice_does_no_harm(tmp_path: Path) -> None:
    kept = take(tmp_path, b"%PDF-1.4\n")
    assert found(tmp_path, kept.name) == kept
    forget(tmp_path, [kept.name])
    forget(tmp_path, [kept.name])
    assert found(tmp_path, kept.name) is None
