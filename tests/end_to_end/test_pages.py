"""The pages of a run, as a browser shows them."""

import shutil
import urllib.parse
from pathlib import Path

import mlflow
import pytest
from playwright.sync_api import expect

from tests import pages
from tests.project import PASSING, Project

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


@pytest.fixture(scope="module")
def benchmark(demo_run, tmp_path_factory):
    """A project with a small benchmark of the demo's clips."""
    folder = tmp_path_factory.mktemp("benchmark") / "project"
    shutil.copytree(demo_run.project.folder, folder, ignore=PASSING)
    project = Project(folder)
    grid = "profile=smoke,sizes=[10,20],seeds=1,arms=[real,classic,classic_gan]"
    done = project.kedro("run", "--pipeline", "benchmark", "--params", grid)
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture(scope="module")
def benchmark_page(benchmark):
    return (benchmark.folder / "data/08_reporting/demo/benchmark/report.html").as_uri()


@pytest.fixture(scope="module")
def sizes_compared(benchmark):
    with pages.served_mlflow(benchmark.tracking_uri) as address:
        yield address + pages.compare_sizes(benchmark.tracking_uri, "demo")


def ours(errors, *not_ours):
    return [error for error in errors if not any(part in error for part in not_ours)]


MARKS = """chart => [...chart.querySelectorAll(
    "svg :is(path, circle, rect, line, use, image), canvas")].filter(mark => {
        const box = mark.getBoundingClientRect();
        return box.width + box.height > 1;
    }).length"""


def test_each_chart_of_the_report_is_drawn_and_nothing_is_wrong(opened, report):
    page, errors = opened(report)
    assert drawn_charts(page) >= 6
    broken = page.evaluate("[...document.images].filter(each => !each.naturalWidth).map(each => each.alt)")
    assert broken == []
    assert errors == []


def test_each_chart_of_a_benchmark_is_drawn_and_nothing_is_wrong(opened, benchmark_page):
    page, errors = opened(benchmark_page)
    assert drawn_charts(page) == 3 + 2 * 3
    assert errors == []


def drawn_charts(page):
    """How many charts there are, each of which was seen to be drawn."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    charts = page.locator(".chart").all()
    for chart in charts:
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg, canvas").first).to_be_visible()
        box = chart.bounding_box()
        assert min(box["width"], box["height"]) > 50, chart.get_attribute("aria-label")
        assert chart.evaluate(MARKS) > 2, chart.get_attribute("aria-label")
    return len(charts)


def test_each_player_of_the_report_plays(opened, report):
    page, errors = opened(report)
    assert playing(page) >= 7
    assert errors == []


def test_each_clip_of_a_benchmark_plays_at_each_size(opened, benchmark_page):
    page, errors = opened(benchmark_page)
    assert playing(page) == 2 * 7 * 2
    assert errors == []


def playing(page):
    """How many players there are, each of which was seen to play a second of sound."""
    durations = page.evaluate("""() => Promise.all([...document.querySelectorAll("audio")].map(async player => {
        player.muted = true;
        await player.play();
        return player.duration;
    }))""")
    assert durations == pytest.approx([1.0] * len(durations))
    page.wait_for_function("[...document.querySelectorAll('audio')].every(each => each.currentTime > 0)")
    return len(durations)


@pytest.mark.parametrize(("name", "section"), [("report", "arms"), ("benchmark_page", "curves")])
def test_a_page_fits_a_phone_and_its_words_can_be_selected(opened, name, section, request):
    page, errors = opened(request.getfixturevalue(name), width=PHONE, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    for words in (page.locator("h1"), page.locator(f"#{section} > p").first):
        words.click(click_count=3)
        selected = page.evaluate("window.getSelection().toString()")
        assert selected.strip() == words.inner_text().strip() != ""
    assert errors == []


LEAST_CONTRAST = """() => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number);
    const solid = colour => parts(colour)[3] !== 0;
    const luminance = colour => parts(colour).slice(0, 3).map(each => each / 255)
        .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, place) => sum + each * [0.2126, 0.7152, 0.0722][place], 0);
    const ground = element => {
        while (element && !solid(getComputedStyle(element).backgroundColor)) element = element.parentElement;
        return element ? getComputedStyle(element).backgroundColor : "rgb(255, 255, 255)";
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, style")) continue;
        const style = getComputedStyle(element);
        const lights = [element.closest("svg") ? style.fill : style.color, ground(element)].map(luminance);
        found.push([(Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05), walker.currentNode.data.trim()]);
    }
    return found.reduce((least, each) => each[0] < least[0] ? each : least);
}"""
"""The text of a page that stands out least from its ground, and by how much, as WCAG 2 reckons it (from 1 to 21)."""


@pytest.mark.parametrize("name", ["report", "benchmark_page"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_can_be_read_by_day_and_by_night(opened, name, scheme, request):
    page, errors = opened(request.getfixturevalue(name))
    page.emulate_media(color_scheme=scheme)
    brightness = page.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    assert (brightness > 200) == (scheme == "light")
    drawn_charts(page)
    contrast, words = page.evaluate(LEAST_CONTRAST)
    assert contrast >= 3, words
    assert errors == []


A4 = 680  # pixels of CSS between the margins of 15 mm


@pytest.mark.parametrize("name", ["report", "benchmark_page"])
def test_a_page_can_be_printed(opened, name, request):
    page, errors = opened(request.getfixturevalue(name), width=A4, height=970)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4
    for hidden in ("nav", "audio", ".modebar"):
        assert not any(each.is_visible() for each in page.locator(hidden).all()), hidden
    settings = page.locator("#repeat details").first
    assert settings.evaluate("each => each.getBoundingClientRect().height") > 200, (
        "what is folded is unfolded"
    )
    contrast, words = page.evaluate(LEAST_CONTRAST)
    assert contrast >= 3, f"ink on paper: {words}"
    printed = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))
    assert 3 <= printed.count(b"/Type /Page\n") <= 40
    assert errors == []


def file_of(address):
    return Path(urllib.parse.unquote(urllib.parse.urlsplit(address).path))


@pytest.mark.parametrize("name", ["report", "benchmark_page"])
def test_a_page_is_small_enough_to_be_sent(name, request):
    assert file_of(request.getfixturevalue(name)).stat().st_size < 15e6


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


def test_mlflow_sets_arms_and_sizes_of_a_benchmark_side_by_side(opened, sizes_compared):
    page, errors = opened(sizes_compared)
    expect(page.get_by_role("heading", name="Comparing 6 Runs from 1 Experiment")).to_be_visible()
    for value in ("classic_gan", "10", "20"):
        expect(page.get_by_role("cell", name=value, exact=True).first).to_be_visible()
    for metric in ("accuracy", "gain"):
        expect(page.get_by_role("link", name=metric, exact=True)).to_be_visible()
    assert ours(errors, NOBODY_IS_LOGGED_IN) == []


def test_page_tables_and_curves_of_a_benchmark_are_artifacts_of_its_run(benchmark):
    client = mlflow.MlflowClient(benchmark.tracking_uri)
    experiment = client.get_experiment_by_name("gan_augmentation").experiment_id
    newest, *_ = client.search_runs([experiment], "tags.kedro_command != ''")
    artifacts = {item.path for item in client.list_artifacts(newest.info.run_id)}
    tables = {"experiments.csv", "summary.csv", "comparisons.csv"}
    assert {"report.html", "learning_curves.png", *tables} <= artifacts
