"""The progress bar of a training."""

from collections.abc import Iterable, Iterator

from tqdm import tqdm

from gan_augmentation.gan.progress import Progress


def with_bar(reports: Iterable[Progress]) -> Iterator[Progress]:
    """The same reports, while a bar shows images, rate, time left, losses, and in a word what is wrong.

    The bar starts where the first report stands, so that a resumed training shows its own rate. Each warning is written above
    it once.
    """
    bar: tqdm[None] | None = None
    seen: dict[str, int] = {}
    written: set[str] = set()
    for report in reports:
        seen[report.model] = report.images
        if bar is None:
            bar = tqdm(
                desc="train GAN", unit=" images", total=report.total, initial=report.images, mininterval=0.5
            )
        bar.update(sum(seen.values()) - bar.n)
        for warning in report.warnings:
            if warning not in written:
                tqdm.write(f"train GAN: {warning}", file=bar.fp)
                written.add(warning)
        bar.set_postfix(_postfix(report))
        yield report
    if bar is not None:
        bar.close()


def _postfix(report: Progress) -> dict[str, str]:
    losses = {key: value for key, value in report.metrics.items() if key.endswith("_loss")}
    words = {key.removesuffix("_loss"): f"{value:.2f}" for key, value in losses.items()}
    if report.warnings:
        words["health"] = ", ".join(warning.partition(":")[0] for warning in report.warnings)
    return words
