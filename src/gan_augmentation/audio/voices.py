"""The voice of the demo set: espeak-ng, called through ctypes.

espeak-ng is under the GPL, version 3. It is therefore an optional extra, loaded only when a `Speech` is made,
and `demo.make_demo` makes one in a process of its own alone. That has a second reason: its output repeats to
the bit only in a fresh process with the same order of calls. Its random numbers, the breath of some voices,
need a seed for that; left alone they follow the time of day.
"""

import ctypes
from pathlib import Path

import numpy as np

from gan_augmentation.errors import GanAugmentationError

SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT: samples go to the callback before the call returns.
RATE, PITCH = 1, 3  # espeak_PARAMETER
UTF8 = 1  # espeakCHARS_UTF8

Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Speech:
    """The espeak-ng library, opened once in a process.

    `sample_rate` is its own, in Hz; `seed` (below 2**31) is that of the breath in some voices.
    """

    def __init__(self, seed: int) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(Path(espeakng_loader.get_data_path()).parent).encode()
        self.sample_rate: int = self._library.espeak_Initialize(SYNCHRONOUS, 0, data, 0)
        if self.sample_rate <= 0:
            raise GanAugmentationError(
                f"espeak-ng: it cannot open its voices in {data.decode()}. Install it anew: "
                "pip install --force-reinstall espeakng-loader"
            )
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(seed))
        self._heard: list[np.ndarray] = []
        self._callback = Callback(self._hear)  # Kept, since the library holds no reference of its own.
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, rate: int, pitch: int) -> np.ndarray:
        """Speak a text: float32 (samples,) in [-1, 1] at `sample_rate`.

        Args:
            text: what to say, in English.
            voice: accent and variant, such as "en-us+f2".
            rate: words a minute, 80 to 450.
            pitch: 0 to 100, where 50 is the voice's own.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise GanAugmentationError(
                f"espeak-ng: it has no voice '{voice}'. Install espeakng-loader 0.2.4."
            )
        self._library.espeak_SetParameter(RATE, rate, 0)
        self._library.espeak_SetParameter(PITCH, pitch, 0)
        self._heard.clear()
        spoken = text.encode()
        self._library.espeak_Synth(spoken, ctypes.c_size_t(len(spoken) + 1), 0, 0, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        return np.concatenate([np.zeros(0, np.int16), *self._heard]).astype(np.float32) / 32768

    def _hear(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._heard.append(np.ctypeslib.as_array(samples, shape=(count,)).copy())
        return 0
