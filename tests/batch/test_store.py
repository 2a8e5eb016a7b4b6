"""The database: the same rows whoever comes first, whole or not at all, upgraded step by step, and nothing left of the forgotten."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipcheck.batch import migrations, store
from hipcheck.batch.store import Store
from hipcheck.catalog import At, Basis
from hipcheck.change import Verdict, series_of, trends_of
from hipcheck.errors import InputError, OutputError
from hipcheck.landmarks import Side
from tests.batch.documents import make_document, make_job

FIRST_VERSION = Path(__file__).with_name("database_v1.sql")


def dump(path):
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def three():
    """Two sessions of one person, one of another."""
    return [
        (make_job("monday/squat.mp4", day=1), make_document(20.0)),
        (make_job("friday/squat.mp4", day=20), make_document(4.0)),
        (make_job("monday/bé.mp4", "Bé Öztürk", day=1), make_document(9.0)),
    ]


def kept(path, jobs):
    with Store(path) as opened:
        for job, document in jobs:
            opened.put(job, document)
    return path


class TestSameRows:
    def test_in_whatever_order_they_come_the_file_is_the_same_to_the_byte(self, tmp_path):
        jobs = three()
        first = kept(tmp_path / "a.sqlite", jobs)
        second = kept(tmp_path / "b.sqlite", jobs[::-1])
        assert dump(first) == dump(second)
        assert first.read_bytes() == second.read_bytes()

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(order=st.lists(st.integers(0, 2), min_size=1, max_size=8))
    def test_any_order_any_number_of_times(self, tmp_path, order):
        """Whatever was put in, and how often: what counts is which clips are there."""
        jobs = three()
        for name in "ab":
            (tmp_path / f"{name}.sqlite").unlink(missing_ok=True)
        one_by_one = tmp_path / "a.sqlite"
        for index in order:
            kept(one_by_one, [jobs[index]])
        assert (
            one_by_one.read_bytes()
            == kept(tmp_path / "b.sqlite", [jobs[i] for i in sorted(set(order))]).read_bytes()
        )

    def test_twice_is_as_once(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three())
        before = path.read_bytes()
        kept(path, [*three(), *three()])
        assert path.read_bytes() == before

    def test_one_by_one_is_as_all_at_once(self, tmp_path):
        for job in three():
            kept(tmp_path / "a.sqlite", [job])
        assert dump(tmp_path / "a.sqlite") == dump(kept(tmp_path / "b.sqlite", three()))

    def test_new_results_of_a_clip_replace_the_old_ones(self, tmp_path):
        (job, _), *rest = three()
        path = kept(tmp_path / "a.sqlite", [(job, make_document(33.0)), *rest])
        kept(path, [(job, make_document(20.0))])
        assert dump(path) == dump(kept(tmp_path / "b.sqlite", three()))

    def test_a_clip_whose_name_or_date_was_wrong_leaves_nobody_behind(self, tmp_path):
        wrong, document = make_job(athlete="A. Runer", day=3), make_document(20.0)
        path = kept(tmp_path / "a.sqlite", [(wrong, document)])
        with Store(path) as opened:
            opened.put(make_job(), document)
            assert opened.athletes() == ("A. Runner",)
        assert dump(path) == dump(kept(tmp_path / "b.sqlite", [(make_job(), document)]))

    def test_it_holds_every_rep_and_every_measurement(self, tmp_path):
        document = make_document(20.0)
        with closing(sqlite3.connect(kept(tmp_path / "a.sqlite", [(make_job(), document)]))) as database:
            assert database.execute("SELECT count(*) FROM reps").fetchone() == (len(document.reps),)
            assert database.execute("SELECT count(*) FROM measurements").fetchone() == (
                sum(len(rep.measurements) for rep in document.reps),
            )
            rep, m = document.reps[0], document.reps[0].measurements[1]
            row = database.execute(
                "SELECT value, low, high, excursion, grade FROM measurements WHERE rep = 1 AND metric = ? AND at = ?",
                (m.metric, m.at.value),
            ).fetchone()
            assert row == (m.value, m.low, m.high, m.excursion, m.grade.value)
            assert database.execute("SELECT side, bottom_s FROM reps WHERE rep = 1").fetchone() == (
                rep.side,
                rep.bottom_s,
            )


class TestSessions:
    def test_they_come_back_in_time_order_and_can_be_judged(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three()[::-1])
        with Store(path) as opened:
            assert opened.athletes() == ("A. Runner", "Bé Öztürk")
            sessions = opened.sessions("A. Runner")
        assert [s.label for s in sessions] == ["2026-03-01", "2026-03-20"]
        knee = next(
            t
            for t in trends_of(series_of(sessions)[0])
            if (t.metric, t.side) == ("knee_fppa_deg", Side.RIGHT)
        )
        assert [p.value.value for p in knee.points] == [20.0, 4.0]
        assert knee.points[1].from_baseline.verdict is Verdict.REAL

    def test_a_session_is_what_the_result_itself_gives(self, tmp_path):
        from hipcheck.reports.saved import session_of

        job, document = three()[0]
        with Store(kept(tmp_path / "a.sqlite", [(job, document)])) as opened:
            (back,) = opened.sessions("A. Runner")
        direct = session_of(document, "2026-03-01", date=job.who.date)
        assert set(back.values) == set(direct.values)
        assert set(back.grades) == set(direct.grades)
        assert (back.conditions, back.thresholds, back.date) == (
            direct.conditions,
            direct.thresholds,
            direct.date,
        )

    def test_two_clips_of_a_day_are_one_session(self, tmp_path):
        jobs = [(make_job(f"{n}.mp4"), make_document(knee)) for n, knee in enumerate((10.0, 20.0))]
        with Store(kept(tmp_path / "a.sqlite", jobs)) as opened:
            (session,) = opened.sessions("A. Runner")
        assert session.get("knee_fppa_deg", Side.RIGHT, At.BOTTOM, Basis.EXCURSION).value == 15.0

    def test_two_movements_of_a_day_are_two(self, tmp_path):
        jobs = [
            (make_job("a.mp4"), make_document()),
            (make_job("b.mp4"), make_document(movement="step_down")),
        ]
        with Store(kept(tmp_path / "a.sqlite", jobs)) as opened:
            assert len(opened.sessions("A. Runner")) == 2

    def test_clips_without_a_date_are_counted_and_have_no_place_in_time(self, tmp_path):
        jobs = [(make_job("a.mp4"), make_document()), (make_job("b.mp4", day=None), make_document())]
        with Store(kept(tmp_path / "a.sqlite", jobs)) as opened:
            assert len(opened.sessions("A. Runner")) == 1
            assert opened.undated("A. Runner") == 1

    def test_a_movement_of_ones_own_keeps_its_cut_offs(self, tmp_path):
        document = make_document(movement="my_lunge")
        with Store(kept(tmp_path / "a.sqlite", [(make_job(), document)])) as opened:
            (session,) = opened.sessions("A. Runner")
        assert {t.metric for t in session.thresholds} == {f.metric for f in document.findings if f.threshold}

    def test_somebody_unknown_has_none_and_asking_writes_nothing(self, tmp_path):
        with Store(tmp_path / "a.sqlite") as opened:
            assert opened.sessions("nobody") == ()
        assert list(tmp_path.iterdir()) == []


class TestForget:
    def test_it_says_what_it_deleted_and_leaves_the_others(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three())
        with Store(path) as opened:
            gone = opened.forget("A. Runner")
            assert opened.athletes() == ("Bé Öztürk",)
        assert gone.names == ("monday/squat.mp4", "friday/squat.mp4")
        assert (gone.rows["athletes"], gone.rows["sessions"], gone.rows["clips"]) == (1, 2, 2)
        assert gone.rows["reps"] == 2 * len(make_document().reps)
        assert min(gone.rows.values()) > 0
        assert dump(path) == dump(kept(tmp_path / "b.sqlite", three()[2:]))

    def test_no_byte_of_the_name_is_left_in_the_file(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three())
        assert b"A. Runner" in path.read_bytes()
        with Store(path) as opened:
            opened.forget("A. Runner")
        left = path.read_bytes()
        assert b"A. Runner" not in left
        assert b"squat.mp4" not in left
        assert "Bé Öztürk".encode() in left

    def test_nobody_is_nobody(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three())
        with Store(path) as opened:
            assert opened.forget("A. Runne").clips == ()
            assert sum(opened.forget("a. runner").rows.values()) == 0


class TestWholeOrNot:
    def test_an_error_on_the_way_leaves_the_file_as_it_was(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three())
        before = path.read_bytes()

        def change_and_fail():
            with Store(path) as opened:
                opened.forget("A. Runner")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            change_and_fail()
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]

    def test_what_cannot_be_written_is_told_and_leaves_the_file_as_it_was(self, tmp_path, monkeypatch):
        path = kept(tmp_path / "a.sqlite", three())
        before = path.read_bytes()

        def full(*_):
            raise sqlite3.OperationalError("database or disk is full")

        with Store(path) as opened:
            opened.forget("A. Runner")
            monkeypatch.setattr(store, "_upgrade", full)
            with pytest.raises(OutputError, match="disk is full"):
                opened.save()
            monkeypatch.undo()
            assert path.read_bytes() == before
            assert list(tmp_path.iterdir()) == [path]

    def test_what_a_killed_run_left_does_not_matter(self, tmp_path):
        (tmp_path / ".a.part.sqlite").write_bytes(b"half a file")
        path = kept(tmp_path / "a.sqlite", three())
        assert dump(path) == dump(kept(tmp_path / "b.sqlite", three()))
        assert not (tmp_path / ".a.part.sqlite").exists()

    def test_a_file_that_nothing_was_put_into_is_not_touched(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three())
        before = path.stat().st_mtime_ns
        with Store(path):
            pass
        assert path.stat().st_mtime_ns == before


class TestRefused:
    @pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + bytes(84)])
    def test_what_is_no_database(self, tmp_path, content):
        (tmp_path / "a.sqlite").write_bytes(content)
        with pytest.raises(InputError, match=r"damaged|no database of hipcheck"):
            Store(tmp_path / "a.sqlite")

    def test_somebody_elses_database(self, tmp_path):
        with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
            database.execute("CREATE TABLE mine (a)")
        with pytest.raises(InputError, match="no database of hipcheck's"):
            Store(tmp_path / "a.sqlite")

    def test_a_newer_one_says_to_update(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three())
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA user_version = 99")
        with pytest.raises(InputError, match=r"newer hipcheck \(version 99 .* update hipcheck") as caught:
            Store(path)
        assert "\n" not in str(caught.value)

    def test_one_that_is_cut_short(self, tmp_path):
        path = kept(tmp_path / "a.sqlite", three())
        path.write_bytes(path.read_bytes()[:-5000])
        with pytest.raises(InputError, match="damaged"):
            Store(path)


class TestMigrations:
    """`database_v1.sql` is a database as the first version wrote it; it is never changed."""

    def first_version(self, path):
        with closing(sqlite3.connect(path)) as database:
            database.executescript(FIRST_VERSION.read_text("utf-8"))
        return path

    def test_from_the_first_version_to_the_newest(self, tmp_path):
        path = self.first_version(tmp_path / "a.sqlite")
        with Store(path) as opened:
            assert opened.athletes() == ("A. Runner", "Bé Öztürk")
            sessions = opened.sessions("A. Runner")
            opened.put(*three()[0])
        assert [s.label for s in sessions] == ["2026-03-01", "2026-03-20"]
        assert sessions[0].get("knee_fppa_deg", Side.RIGHT, At.BOTTOM, Basis.EXCURSION).value == 20.0
        fresh = kept(tmp_path / "b.sqlite", three())
        assert dump(path) == dump(fresh)
        for name in ("user_version", "application_id"):
            with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(fresh)) as new:
                assert old.execute(f"PRAGMA {name}").fetchone() == new.execute(f"PRAGMA {name}").fetchone()

    def test_each_step_is_taken_once(self, tmp_path, monkeypatch):
        path = self.first_version(tmp_path / "a.sqlite")
        steps = (
            *migrations.MIGRATIONS,
            "ALTER TABLE clips ADD COLUMN shoes TEXT; UPDATE clips SET shoes = 'none'",
        )
        monkeypatch.setattr(store, "MIGRATIONS", steps)
        before = path.read_bytes()
        with Store(path) as opened:
            assert opened.athletes() == ("A. Runner", "Bé Öztürk")
        assert path.read_bytes() == before, "a look does not write"
        with Store(path) as opened:
            opened.drop("nobody")
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("SELECT DISTINCT shoes FROM clips").fetchall() == [("none",)]
            assert database.execute("PRAGMA user_version").fetchone() == (len(steps),)
        with Store(path) as opened:  # and again: nothing left to do
            assert len(opened.sessions("A. Runner")) == 2

    def test_a_step_that_fails_leaves_the_file_as_it_was(self, tmp_path, monkeypatch):
        path = self.first_version(tmp_path / "a.sqlite")
        before = path.read_bytes()
        monkeypatch.setattr(
            store,
            "MIGRATIONS",
            (*migrations.MIGRATIONS, "DELETE FROM reps; INSERT INTO athletes VALUES ('A. Runner')"),
        )
        with pytest.raises(InputError, match="damaged"):
            Store(path)
        assert path.read_bytes() == before
