"""The grid of arms, sizes and seeds: does the GAN pay off, and from how many clips on?

clips, features, split -> leak_check --+
                                       v
                    grid, conditions -> outcomes -> experiments, predictions -> verdict --+--> page
                                                    samples -> gallery -------------------+
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.benchmark import nodes
from gan_augmentation.pipelines.stage import stage

MATERIALS = ["clips", "features", "split", "quarantine"]

SWITCHES = [
    Node(
        nodes.lay_out_grid,
        ["params:sizes", "params:seeds", "params:arms", "params:families", "params:clips_per_class"],
        "grid",
        name="lay_out_grid",
    ),
    Node(
        nodes.set_conditions,
        [
            "params:family",
            "params:gan",
            "params:recipes",
            "params:classic",
            "params:evaluator",
            "params:synthesis",
            "params:classifier",
        ],
        "conditions",
        name="set_conditions",
    ),
]

WORK = [
    "grid",
    "conditions",
    "features",
    "clips",
    "split",
    "experiment_folder",
    "params:seed",
    "params:workers",
]


def create_pipeline(prepare: Pipeline) -> Pipeline:
    """The benchmark, from the raw files on.

    Args:
        prepare: the stage that prepares the medium's clips; of its outputs the benchmark needs a few.
    """
    run = [
        Node(nodes.check_leaks, ["features", "split", "clips"], "benchmark_leak_check", name="check_leaks"),
        Node(nodes.run_experiments, [*WORK, "benchmark_leak_check"], "outcomes", name="run_experiments"),
        Node(
            nodes.gather,
            "outcomes",
            ["benchmark_experiments", "benchmark_failures", "benchmark_samples", "benchmark_predictions"],
            name="gather_outcomes",
        ),
        Node(
            nodes.fill_gallery,
            ["benchmark_samples", *WORK[:-1], "params:medium"],
            "benchmark_gallery",
            name="fill_gallery",
        ),
        Node(
            nodes.compare,
            ["benchmark_predictions", "benchmark_failures", "params:data_set"],
            ["benchmark_summary", "benchmark_comparisons", "benchmark_controls", "benchmark_verdict"],
            name="compare_cells",
        ),
        Node(
            nodes.draw_learning_curves,
            "benchmark_summary",
            "learning_curves",
            name="draw_learning_curves",
        ),
        Node(
            nodes.draw_confusions,
            "benchmark_predictions",
            "benchmark_confusions",
            name="draw_confusions",
        ),
        Node(
            nodes.write_page,
            [
                "benchmark_verdict",
                "benchmark_controls",
                "benchmark_summary",
                "benchmark_comparisons",
                "benchmark_experiments",
                "benchmark_failures",
                "benchmark_samples",
                "benchmark_gallery",
                "benchmark_confusions",
                "quarantine",
                "benchmark_leak_check",
                "parameters",
            ],
            "benchmark_report",
            name="write_page",
        ),
    ]
    return prepare.to_outputs(*MATERIALS) + stage("benchmark", [*SWITCHES, *run])


def create_plan(prepare: Pipeline) -> Pipeline:
    """The same with `dry_run`: what would be done, and how long it would take."""
    plan = Node(nodes.print_plan, WORK, "benchmark_plan", name="print_plan")
    return prepare.to_outputs(*MATERIALS) + stage("benchmark", [*SWITCHES, plan])
