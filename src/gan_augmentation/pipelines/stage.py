"""What the stages have in common: a named box in the viz graph, and a template for every arm."""

from kedro.pipeline import Node, Pipeline

ARMS = ("real", "classic", "gan", "classic_gan")


def stage(
    name: str, nodes: list[Node | Pipeline], arm_inputs: tuple[str, ...] = (), arms: tuple[str, ...] = ARMS
) -> Pipeline:
    """The nodes in a namespace of their own; names of datasets and parameters stay as they are.

    Args:
        name: the stage's.
        nodes: its nodes.
        arm_inputs: datasets that every arm has; the nodes know those of an arm as `<arm>_<dataset>`.
        arms: the arms whose datasets the nodes take.
    """
    inputs = {f"{arm}_{dataset}": f"{arm}.{dataset}" for arm in arms for dataset in arm_inputs}
    return Pipeline(nodes, namespace=name, prefix_datasets_with_namespace=False, inputs=inputs or None)


def for_each_arm(template: list[Node], inputs: set[str], parameters: set[str]) -> list[Node | Pipeline]:
    """The template once for each arm, in the arm's namespace.

    Args:
        template: nodes that take the arm's own settings as `params:arm`.
        inputs: datasets that all arms share.
        parameters: parameters that all arms share.
    """
    shared = {f"params:{name}": f"params:{name}" for name in parameters}
    return [
        Pipeline(
            template,
            namespace=arm,
            inputs=inputs,
            parameters={"params:arm": f"params:training_sets.{arm}", **shared},
        )
        for arm in ARMS
    ]
