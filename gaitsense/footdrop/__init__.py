"""Is the foot lifted enough, and does the toe drag: verdicts with reasons, never a cause."""
