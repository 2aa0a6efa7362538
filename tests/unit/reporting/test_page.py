import json
import re
from base64 import b64encode
from hashlib import sha256

import jinja2
import pytest

from gan_augmentation.reporting import page as pages
from gan_augmentation.reporting.interactive import chart
from tests.markup import Page

EVIL = "</script><script>alert(1)</script><!-- \u2028 & '"


@pytest.fixture(scope="module")
def page():
    """A page with one chart and one hostile word."""
    body = (
        "{% extends 'page.html' %}{% import 'macros.html' as page %}"
        "{% block title %}{{ word }}{% endblock %}"
        "{% block body %}<p>{{ word }}</p>{{ page.interactive(chart, 'a chart') }}{% endblock %}"
    )
    environment = pages._environment()
    whole = environment.overlay(
        loader=jinja2.ChoiceLoader([jinja2.DictLoader({"toy.html": body}), environment.loader])
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "_environment", lambda: whole)
        return Page(pages.render("toy.html", word=EVIL, chart=chart([{"text": [EVIL]}], 300)))


def policy_of(page):
    (policy,) = [meta["content"] for meta in page.all("meta") if "http-equiv" in meta]
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


def test_the_page_forbids_itself_the_network(page):
    policy = policy_of(page)
    assert policy["default-src"] == "'none'"
    assert not re.search("https?:|[*]|unsafe-eval", " ".join(policy.values()))


def test_only_the_scripts_of_the_page_may_run(page):
    running = [source for kind, source in page.scripts if kind is None]
    hashes = [f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'" for source in running]
    assert policy_of(page)["script-src"].split() == hashes
    assert len(running) == 2


def test_a_hostile_word_is_only_text(page):
    assert len(page.all("script")) == 3
    assert page.text.count("alert(1)") == 2


def test_the_data_of_a_chart_come_back_whole_from_the_page(page):
    (data,) = [source for kind, source in page.scripts if kind == "application/json"]
    assert json.loads(data)["data"] == [{"text": [EVIL]}]


def test_a_page_with_charts_stays_small_enough_to_be_sent(page):
    assert 4e6 < sum(len(source) for _, source in page.scripts) < 7e6
