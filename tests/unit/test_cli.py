"""`--params` on the command line."""

import re

import click
import pytest

from gan_augmentation.cli import cli, split_params


def given(text):
    return split_params(click.Context(cli), cli.commands["run"].params[0], text)


def test_lists_and_plain_values_stand_side_by_side():
    assert given("sizes=[10,20,all],seeds=5, family=wavegan") == {
        "sizes": [10, 20, "all"],
        "seeds": 5,
        "family": "wavegan",
    }


def test_dotted_names_are_nested():
    assert given("gan.augmentation.cutout=[24,8],gan.batch_size=8") == {
        "gan": {"augmentation": {"cutout": [24, 8]}, "batch_size": 8}
    }


def test_an_address_with_an_equals_sign_stays_whole():
    assert given("source=https://host/a?b=c") == {"source": "https://host/a?b=c"}


def test_commas_and_brackets_in_quotes_part_nothing():
    text = "source='/d/Smith, [John]/it''s',seeds=5,label=\"a, b\""
    assert given(text) == {"source": "/d/Smith, [John]/it's", "seeds": 5, "label": "a, b"}


def test_a_value_that_yaml_would_cut_at_a_comment_is_refused():
    with pytest.raises(
        click.BadParameter, match="'source=/d/set #2': YAML takes what follows # for a comment"
    ):
        given("seeds=5,source=/d/set #2")
    assert given("source='/d/set #2'") == {"source": "/d/set #2"}
    assert given("source=/d/set#2") == {"source": "/d/set#2"}


@pytest.mark.parametrize("text", ["seeds", "=5", "sizes=[1,2],5"])
def test_an_item_without_name_or_value_is_refused(text):
    with pytest.raises(click.BadParameter, match="must be a name and a value"):
        given(text)


@pytest.mark.parametrize("item", ["label=@home", "label=*dog", "label='on", "sizes=[10"])
def test_an_item_that_is_no_yaml_is_named_with_the_mend(item):
    with pytest.raises(click.BadParameter, match=rf"'{re.escape(item)}' can't be read as YAML.*quotes"):
        given(f"seeds=5,{item}")


def test_the_run_command_has_every_option_of_kedros_own():
    from kedro.framework.cli.project import run

    assert {option.name for option in cli.commands["run"].params} == {option.name for option in run.params}
    assert cli.commands["run"].callback is run.callback
