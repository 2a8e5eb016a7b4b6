"""Brings the database of a results folder in step with the results that lie in it."""

from __future__ import annotations

from pathlib import Path

from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.jobs import Job
from hipcheck.batch.store import FILE_NAME, Store
from hipcheck.reports.saved import read_document

__all__ = ["update_store"]


def update_store(results: ResultsFolder) -> Path:
    """Put the results of every clip that is done into the database, and take out what is no longer there.

    The same results give the same file, to the byte, whatever was in it before; it can be deleted and made anew.

    Args:
        results: The folder, held by the run that calls this.

    Returns:
        The database's file.

    Raises:
        InputError: The database or a result is damaged, or from a newer hipcheck.
        OutputError: It cannot be written.
    """
    path = results.path / FILE_NAME
    done = [state for state in results.states() if state.done and results.holds(state)]
    with Store(path) as store:
        for clip in set(store.clips()) - {state.id for state in done}:
            store.drop(clip)
        for state in done:
            job = Job(state.id, Path(state.name), state.name, state.sha256, state.who)
            store.put(job, read_document(results.clip_folder(state.id)))
    return path
