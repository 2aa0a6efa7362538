"""The progress bar of a training."""

from collections.abc import Iterable, Iterator

from tqdm import tqdm

from gan_augmentation.gan.progress import Progress


def with_bar(reports: Iterable[Progress]) -> Iterator[Progress]:
    """The same reports, while a bar shows images, rate, time left and losses.

    The bar starts where the first report stands, so that a resumed training shows its own rate.
    """
    bar: tqdm[None] | None = None
    seen: dict[str, int] = {}
    for report in reports:
        seen[report.model] = report.images
        if bar is None:
            bar = tqdm(
                desc="train GAN", unit=" images", total=report.total, initial=report.images, mininterval=0.5
            )
        bar.update(sum(seen.values()) - bar.n)
        losses = {key: value for key, value in report.metrics.items() if key.endswith("_loss")}
        bar.set_postfix({key.removesuffix("_loss"): f"{value:.2f}" for key, value in losses.items()})
        yield report
    if bar is not None:
        bar.close()
