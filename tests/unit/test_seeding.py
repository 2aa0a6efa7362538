"""One seed, many streams."""

from gan_augmentation.seeding import derive_seed, seeds_of


def test_a_derived_seed_is_the_same_everywhere():
    assert derive_seed(0, "split") == 3769940940748469125


def test_names_and_seeds_give_different_streams():
    seeds = {derive_seed(seed, name, number) for seed in range(3) for name in "ab" for number in range(3)}
    assert len(seeds) == 18
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_one_seed_gives_each_clip_its_own_and_seeds_of_their_own_are_kept():
    assert seeds_of(3, 2) == seeds_of(3, 4)[:2]
    assert len(set(seeds_of(3, 4))) == 4
    assert seeds_of([9, 9], 2) == [9, 9]
