import torch
from torch import nn

from gan_augmentation.compute import Compute, quick_threads

PLAIN = Compute(torch.device("cpu"), torch.float32)
BF16 = Compute(torch.device("cpu"), torch.bfloat16)


def test_detection_finds_a_device_on_which_a_convolution_runs_forward_and_backward():
    compute = Compute.detect()
    layer = compute.place_module(nn.Conv2d(1, 4, 3))
    with compute.autocast():
        layer(compute.place(torch.ones(2, 1, 8, 8))).float().sum().backward()
    assert layer.weight.grad.dtype == torch.float32
    assert layer.weight.grad.device.type == compute.device.type


def test_plain_precision_changes_neither_values_nor_layout():
    layer = nn.Conv2d(2, 4, 3)
    images = torch.randn(2, 2, 8, 8)
    with PLAIN.autocast():
        placed = PLAIN.place_module(layer)(PLAIN.place(images))
    assert placed.dtype == torch.float32
    assert torch.equal(placed, layer(images))
    assert PLAIN.place(images).is_contiguous()


def test_bfloat16_comes_with_channels_last_for_images_and_weights():
    assert BF16.place(torch.zeros(2, 3, 4, 5)).is_contiguous(memory_format=torch.channels_last)
    assert BF16.place_module(nn.Conv2d(3, 4, 3)).weight.is_contiguous(memory_format=torch.channels_last)
    assert BF16.place(torch.zeros(2, 3)).shape == (2, 3)


def test_bfloat16_autocast_reaches_the_convolution_and_leaves_the_weights_in_float32():
    layer = BF16.place_module(nn.Conv2d(1, 4, 3))
    with BF16.autocast():
        assert layer(torch.ones(1, 1, 8, 8)).dtype == torch.bfloat16
    assert layer.weight.dtype == torch.float32


def test_quick_threads_flush_denormals_and_leave_torch_as_it_was():
    before = torch.get_num_threads()
    tiny = torch.tensor(1e-39)
    with quick_threads() as threads:
        assert threads.submit(lambda: (tiny * 0.5).item()).result() == 0
        assert threads.submit(torch.get_num_threads).result() == 1
    assert torch.get_num_threads() == before
