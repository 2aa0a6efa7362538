"""What all tests share."""

import os

# Tests compute with tiny tensors, where a second thread costs more than it brings; torch reads this when it is first imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
