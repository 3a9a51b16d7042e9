"""Help and privacy open for everybody."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(("address", "words"), [("/help", "怎么报名"), ("/privacy", "180 天")])
def test_guides_open(client: FlaskClient, address: str, words: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert words in response.get_data(as_text=True)
