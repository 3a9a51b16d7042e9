"""The code on a printed certificate, read by a decoder, opens the page that says it counts; both sizes pass axe."""

import base64

import pytest
from flask import Flask
from playwright.sync_api import expect

from deqing_events.contests.certificates.sheets import sheet
from deqing_events.documents.certificates import certificate_picture
from tests import browser as browsers
from tests import factories
from tests.contests import stage
from tests.pages.inspector import violations
from tests.serving import serve

pytestmark = pytest.mark.browser
READ = """async (png) => {
  const { decodeQR } = await import("/static/vendor/qr/decode.js");
  const picture = new Image();
  picture.src = "data:image/png;base64," + png;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return decodeQR({ width, height, data });
}"""


def test_the_code_on_paper_leads_to_the_verdict(app: Flask, installation: dict[str, str]) -> None:
    del app
    (row,) = stage.certified(factories.event("维修电工技能比武"), ["沈示例"], code="7KQM4TXR92")
    with serve(installation) as server, browsers.browser() as running:
        printed = base64.b64encode(certificate_picture(sheet(row, server.url))).decode()
        page = browsers.phone(running).new_page()
        heard = browsers.complaints(page)
        page.goto(f"{server.url}/verify")
        assert violations(page) == []
        address = page.evaluate(READ, printed)
        assert address == f"{server.url}/verify/7KQM4TXR92".upper()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("证书有效")
        expect(page.locator(".cert")).to_contain_text("沈*例")
        assert violations(page) == []
        page.get_by_role("link", name="查验另一张").click()
        page.get_by_label("查验码").fill(" 7kqm-4txr-92 ")
        page.get_by_role("button", name="查验").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("证书有效")
        assert heard == []
