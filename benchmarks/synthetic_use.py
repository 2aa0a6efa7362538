"""How synthetic clips are best used: validation accuracy of the classic_gan arm under other settings than the run's own.

    python benchmarks/synthetic_use.py --env speech_commands [--family relativistic_mel] [--seed 0] [--classifiers 3]

Takes the parts, the generator and the evaluator of a finished run (`kedro run --env ... --params seed=...`). The test part is
never looked at: the project's defaults are chosen from this table. Beside the synthetic ways stand classic augmentation
alone and a control that learns the evaluator's soft labels on augmented real clips, without a GAN.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project

from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.training import TrainingSet, train_classifier
from gan_augmentation.compute import Compute
from gan_augmentation.gan.synthesis import SynthesisSettings, SyntheticSet, synthesize
from gan_augmentation.metrics.classification import accuracy
from gan_augmentation.parameters import check_parameters
from gan_augmentation.seeding import derive_seed

ROOT = Path(__file__).parents[1]
WAYS: dict[str, dict[str, Any]] = {
    "soft, share .25, spread 1.3": {"spread": 1.3},
    "soft, share .25, spread 1.0": {},
    "soft, share .25, spread 1.0, threshold .5": {"threshold": 0.5},
    "soft, share .10, spread 1.0": {"share": 0.1},
    "soft, share .50, spread 1.0": {"share": 0.5},
    "hard, share .25, spread 1.0": {"labels": "hard"},
    "hard, share .25, spread 1.0, threshold .5": {"labels": "hard", "threshold": 0.5},
    "soft, first 40 % of steps all synthetic": {"share": 1.0, "until": 0.4},
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--env")
    parser.add_argument("--family", default="relativistic_mel")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the finished run, and so its split")
    parser.add_argument("--classifiers", type=int, default=3, help="trained for each way")
    arguments = parser.parse_args()
    bootstrap_project(ROOT)
    switches = {"family": arguments.family, "seed": arguments.seed}
    with KedroSession.create(ROOT, env=arguments.env, runtime_params=switches) as session:
        context = session.load_context()
        catalog = context.catalog
        raw = {k: v for k, v in context.config_loader["parameters"].items() if not k.startswith("_")}
    parameters = check_parameters(raw)
    names = ("train_set", "classic_set", "validation_set", "generator", "evaluator")
    train, classic, validation, generator, evaluator = (catalog.load(name) for name in names)
    teachers = evaluator.ensemble
    images = np.concatenate([train.images, classic.images])
    hard = np.concatenate([train.one_hot, classic.one_hot])
    nothing = images[:0], hard[:0]

    def score(name: str, training_set: TrainingSet, **changes: float) -> None:
        settings = parameters.classifier.training.model_copy(update=changes)
        scores = []
        for seed in range(arguments.classifiers):
            trained = train_classifier(
                parameters.classifier.network,
                training_set,
                settings,
                derive_seed(parameters.seed, "study", seed),
            )
            best = predict(trained.model, validation.images).argmax(1)
            scores.append(accuracy(validation.label_names, [train.classes[number] for number in best]))
        print(f"{name:44}  {np.mean(scores):.3f}   {' '.join(f'{each:.3f}' for each in scores)}", flush=True)

    def make(spread: float, threshold: float) -> SyntheticSet:
        settings = SynthesisSettings(
            per_class=parameters.synthesis.per_class, spread=spread, threshold=threshold
        )
        return synthesize(
            generator,
            lambda given: predict(teachers, given),
            settings,
            seed=parameters.seed,
            compute=Compute.detect(),
        )

    for spread in (1.0, 1.3):
        tally = make(spread, threshold=0.0).tally()
        share = tally["recognised"].sum() / tally["made"].sum()
        print(
            f"unfiltered samples recognised at spread {spread}: {share:.3f} of {tally['made'].sum()}",
            flush=True,
        )
    print(
        f"validation accuracy, {parameters.data_set}, {len(train)} train clips, {len(validation)} validation clips"
    )
    score("classic alone", TrainingSet(images, hard, *nothing))
    score("control: soft labels on real and copies", TrainingSet(images, predict(teachers, images), *nothing))
    for name, way in WAYS.items():
        made = make(way.get("spread", 1.0), way.get("threshold", 0.0)).only_kept()
        training_set = TrainingSet(images, hard, made.images, made.targets(way.get("labels", "soft")))
        score(
            name, training_set, synthetic_share=way.get("share", 0.25), synthetic_until=way.get("until", 1.0)
        )


if __name__ == "__main__":
    main()
