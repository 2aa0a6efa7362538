"""The pages of a run, as a browser shows them."""

import pytest
from playwright.sync_api import expect

from tests import pages

PHONE = 390  # pixels

# What the pages of others ask for in vain, each by the narrowest part of its message.
ONLY_WHEN_SERVED_BY_KEDRO = ("/api/metadata)", "metadata fetch error: ")  # an exported graph has no such file
FONT_FROM_THE_INTERNET = "(https://fonts.googleapis.com/"  # kedro-viz goes on with the font of the system
NOBODY_IS_LOGGED_IN = "/ajax-api/2.0/mlflow/users/current)"  # MLflow asks even where it has no accounts

pytestmark = pytest.mark.skipif(
    pages.chromium_path() is None,
    reason="there is no chromium or google-chrome: `make setup-browser` as root, or install one by hand",
)


@pytest.fixture(scope="module")
def browser():
    with pages.chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser):
    """Opens addresses; at the end their pages are closed."""
    context = []

    def open_page(address, **size):
        page, errors = pages.blank_page(browser, **size)
        context.append(page)
        page.goto(address)
        return page, errors

    yield open_page
    for page in context:
        page.close()


@pytest.fixture(scope="module")
def report(demo_run):
    return (demo_run.project.folder / "data/08_reporting/demo/relativistic_mel/report.html").as_uri()


@pytest.fixture(scope="module")
def graph(demo_run):
    done = demo_run.project.kedro("viz", "build")
    assert done.returncode == 0, done.stdout + done.stderr
    with pages.served_graph(demo_run.project.folder / "build") as address:
        yield address


@pytest.fixture(scope="module")
def compared(demo_run):
    uri = demo_run.project.tracking_uri
    with pages.served_mlflow(uri) as address:
        yield address + pages.compare_arms(uri, "demo", "relativistic_mel")


def ours(errors, *not_ours):
    return [error for error in errors if not any(part in error for part in not_ours)]


MARKS = """chart => [...chart.querySelectorAll(
    "svg :is(path, circle, rect, line, use, image), canvas")].filter(mark => {
        const box = mark.getBoundingClientRect();
        return box.width + box.height > 1;
    }).length"""


def test_each_chart_of_the_report_is_drawn_and_nothing_is_wrong(opened, report):
    page, errors = opened(report)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    charts = page.locator(".chart").all()
    assert len(charts) >= 6
    for chart in charts:
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg, canvas").first).to_be_visible()
        box = chart.bounding_box()
        assert min(box["width"], box["height"]) > 50, chart.get_attribute("aria-label")
        assert chart.evaluate(MARKS) > 2, chart.get_attribute("aria-label")
    broken = page.evaluate("[...document.images].filter(each => !each.naturalWidth).map(each => each.alt)")
    assert broken == []
    assert errors == []


def test_each_player_of_the_report_plays(opened, report):
    page, errors = opened(report)
    durations = page.evaluate("""() => Promise.all([...document.querySelectorAll("audio")].map(async player => {
        player.muted = true;
        await player.play();
        return player.duration;
    }))""")
    assert len(durations) >= 7
    assert durations == pytest.approx([1.0] * len(durations))
    page.wait_for_function("[...document.querySelectorAll('audio')].every(each => each.currentTime > 0)")
    assert errors == []


def test_the_report_fits_a_phone_and_its_words_can_be_selected(opened, report):
    page, errors = opened(report, width=PHONE, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    for words in (page.locator("h1"), page.locator("#arms > p").first):
        words.click(click_count=3)
        selected = page.evaluate("window.getSelection().toString()")
        assert selected.strip() == words.inner_text().strip() != ""
    assert errors == []


def test_the_exported_graph_shows_the_stages_and_what_they_hand_on(opened, graph):
    page, errors = opened(graph)
    for name in ("prepare_audio", "train_gan", "synthesize", "assemble", "classify", "report"):
        expect(page.locator(f".pipeline-node[data-id='{name}']")).to_be_visible()
    assert page.locator(".pipeline-edge").count() > 20
    assert ours(errors, FONT_FROM_THE_INTERNET, *ONLY_WHEN_SERVED_BY_KEDRO) == []


def test_mlflow_sets_the_arms_side_by_side(opened, compared):
    page, errors = opened(compared)
    expect(page.get_by_role("heading", name="Comparing 4 Runs from 1 Experiment")).to_be_visible()
    for arm in ("real", "classic", "gan", "classic_gan"):
        expect(page.get_by_role("cell", name=arm, exact=True).first).to_be_visible()
    plot = page.locator(".js-plotly-plot")
    expect(plot.locator("canvas").first).to_be_visible()
    assert min(plot.bounding_box()["width"], plot.bounding_box()["height"]) > 200
    assert plot.get_by_text("accuracy", exact=True).count() == 1
    assert ours(errors, NOBODY_IS_LOGGED_IN) == []
