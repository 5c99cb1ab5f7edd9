"""The maker of attempt folders, as for the runner's own tests."""

from tests.engine.runner.conftest import make_attempt

__all__ = ["make_attempt"]
