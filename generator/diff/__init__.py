"""Two Apis to what changed: facts first (`compare.py`), then judgement (`rules.py`)."""
