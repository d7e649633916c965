"""Settings of the property tests in this folder."""

from hypothesis import settings

# The same hundred examples in every run: a failure is news about the code, not about luck.
settings.register_profile(
    "portal", max_examples=100, deadline=None, derandomize=True, database=None
)
settings.load_profile("portal")
