"""Frames: lazy tables made of steps, each step immutable, all run by the engine as one query."""
