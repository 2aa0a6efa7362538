import pytest

from gan_augmentation.metrics.classification import confusion, evaluate

CLASSES = ["no", "up", "yes"]
LABELS = ["no", "no", "up", "up", "yes"]
PREDICTED = ["no", "up", "up", "up", "no"]


def test_accuracy_and_macro_f1_agree_with_a_count_by_hand():
    scores = evaluate(LABELS, PREDICTED, CLASSES)
    assert scores["accuracy"] == pytest.approx(3 / 5)
    assert scores["macro_f1"] == pytest.approx((1 / 2 + 4 / 5 + 0) / 3)


def test_a_class_without_clips_counts_in_macro_f1_and_not_in_accuracy():
    scores = evaluate(["no", "up"], ["no", "up"], CLASSES)
    assert scores["accuracy"] == pytest.approx(1)
    assert scores["macro_f1"] == pytest.approx(2 / 3)


def test_a_confusion_matrix_has_true_classes_as_rows_in_the_order_given():
    table = confusion(LABELS, PREDICTED, ["yes", "up", "no"])
    assert table.loc["no", "up"] == 1
    assert table.loc["up", "no"] == 0
    assert table.to_numpy().tolist() == [[0, 0, 1], [0, 2, 0], [0, 1, 1]]
    assert (table.index.name, table.columns.name) == ("label", "predicted")


def test_an_unknown_class_is_refused_by_name():
    with pytest.raises(ValueError, match="maybe"):
        evaluate(["no"], ["maybe"], CLASSES)


@pytest.mark.parametrize(("labels", "predicted"), [(["no"], []), ([], [])])
def test_unequal_or_empty_sequences_are_refused(labels, predicted):
    with pytest.raises(ValueError, match=r"against|no clips"):
        evaluate(labels, predicted, CLASSES)
