"""What the bar of a training says."""

from gan_augmentation.gan.bar import with_bar
from gan_augmentation.gan.progress import Progress

COLLAPSE = "collapse: Samples of up hardly differ."


def report(images, *warnings):
    return Progress(images, 100, {"generator_loss": 1.5, "penalty": 3.0}, warnings=warnings)


def test_reports_come_through_as_they_are():
    reports = [report(10), report(20, COLLAPSE)]
    assert list(with_bar(iter(reports))) == reports


def test_a_warning_is_written_once_however_long_it_lasts(capsys):
    list(with_bar([report(10), report(20, COLLAPSE), report(30, COLLAPSE), report(40)]))
    shown = capsys.readouterr()
    assert shown.err.count("Samples of up hardly differ.") == 1
    assert shown.out == ""


def test_the_bar_names_what_is_wrong_only_while_it_lasts(capsys):
    training = with_bar([report(10, COLLAPSE), report(20)])
    next(training)
    assert "generator=1.50, health=collapse]" in capsys.readouterr().err
    list(training)
    assert "health" not in capsys.readouterr().err
