"""How far hipcheck is off, measured on rendered people whose joint angles are known exactly.

    python -m benchmarks.accuracy record      render the clips of the design and keep their landmarks (hours)
    python -m benchmarks.accuracy table       recompute docs/accuracy.md from what is kept (a minute)
    python -m benchmarks.accuracy residuals   every single error, with what it may depend on, as a table
    python -m benchmarks.accuracy calibrate   what the development half says about the constants of the error model
    python -m benchmarks.accuracy changes     how often noise alone passes for a real change

design → render → pose model → `ClipRecord` (`benchmarks/accuracy/data`) → comparison with the truth → tables, plots
"""
