"""Writers: each renders an `Analysis` and nothing else."""
