"""Sluice's side of a program of yours: copy this one file beside it. Python 3.8 or later, no package.

    import sluice_command

    def work(job):
        job.progress(0.5, "half of it")
        (job.output / "answer.txt").write_text(job.upload.read_text().upper())
        return {"headline": "done", "lines": 3}

    sluice_command.run(work)

The same program runs with `process: per-job` (a process for each job) and with `process: long-lived` (one for all: what is
loaded before `run` stays loaded). With `run(work, batch=8)` the function is given a list of jobs, those that wait, at most
eight, and returns a list of answers. docs/python.md of Sluice has more.
"""
import json
import os
import queue
import sys
import threading
import traceback
from pathlib import Path

DONE, FAILED, REFUSED, STOPPED = 0, 1, 64, 75


class Refused(Exception):
    """The upload is at fault: no further attempt is made, and its customer reads why."""

    def __init__(self, code, message):
        """code: lower-case words with hyphens. message: what is wrong, the limit, what to do."""
        super().__init__(message)
        self.code, self.message = code, message


class Stopped(BaseException):
    """Nobody waits for the job any more. Let it through."""


class Job:
    """One job: where its files are, and what it says meanwhile."""

    def __init__(self, input, output, parameters, number=None):
        self.input, self.output = Path(input), Path(output)
        self.parameters = json.loads(Path(parameters).read_text())
        self.ids = self.parameters.get("sluice", {}).get("ids", {})  # the variables of the upload's key
        self.metadata = self.parameters.get("sluice", {}).get("metadata", {})
        self.stopped = False  # look at it between two steps of a batch
        self._number = number

    @property
    def upload(self):
        """The upload, at the first stage and at those with `upload: true`."""
        return next(self.input.glob("input*"))

    def stage(self, name):
        """The folder of what an earlier stage left."""
        return self.input / name

    def progress(self, share, message=None, remaining_seconds=None):
        """Says how far the job is, as often as you like. Raises Stopped if nobody waits any more, but not in a batch."""
        line = {"progress": min(1.0, max(0.0, float(share)))}
        if message is not None:
            line["message"] = str(message)
        if remaining_seconds is not None:
            line["remainingSeconds"] = float(remaining_seconds)
        self._say(line)
        if self.stopped and not self._in_batch:
            raise Stopped()

    _in_batch = False

    @property
    def checkpoint(self):
        """A folder that is stored while the job runs, and given back after a restart or a resume."""
        folder = self.output / "checkpoint"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def save(self, name, write):
        """Writes a checkpoint's file whole or not at all: write is called with a path, and fills it."""
        unfinished = self.checkpoint / ("." + name)
        write(unfinished)
        os.replace(unfinished, self.checkpoint / name)

    def _say(self, line):
        if self._number is not None:
            line = {"job": self._number, **line}
        _tell(line)

    def _end(self, answer):
        """The answer as files, and an exit code."""
        if isinstance(answer, Stopped) or self.stopped:
            return STOPPED
        if isinstance(answer, Refused):
            reason = {"code": answer.code, "message": answer.message}
            (self.output / "failure.json").write_text(json.dumps(reason))
            return REFUSED
        if isinstance(answer, BaseException):
            traceback.print_exception(type(answer), answer, answer.__traceback__)
            return FAILED
        if answer is not None:
            (self.output / "result.json").write_text(json.dumps(answer))
        return DONE


_lock = threading.Lock()


def _tell(line):
    with _lock:  # a line of its own, whatever was printed before without an end
        sys.stdout.write("\n" + json.dumps(line) + "\n")
        sys.stdout.flush()


def run(work, batch=1, wait=0.0):
    """Does what there is to do, and ends the process when there is no more.

    work: a function of a job, or, with batch over 1, of a list of jobs. It returns what goes into the result (a dict, or
    None): of a list, a list as long, in which a Refused or another exception may stand for one. What it raises of a whole
    batch is blamed on nobody: each is then done by itself.
    batch: how many jobs at most are given at once; the stage's `limits.jobs` is how many there may be.
    wait: seconds for which a batch that is not full waits for more.
    """
    if len(sys.argv) == 4:
        job = Job(*sys.argv[1:])
        sys.exit(job._end(_one(work, job, batch)))
    if len(sys.argv) != 1:
        sys.exit("Usage: PROGRAM INPUT_DIR OUTPUT_DIR PARAMETERS_JSON_FILE, or no arguments and jobs as lines on stdin")
    _serve(work, batch, wait)


def _one(work, job, batch):
    try:
        return work([job])[0] if batch > 1 else work(job)
    except (Exception, Stopped) as e:
        return e


def _several(work, jobs, batch):
    try:
        answers = list(work(jobs))
        if len(answers) != len(jobs):
            raise ValueError("%d answers for a batch of %d" % (len(answers), len(jobs)))
        return answers
    except (Exception, Stopped):
        traceback.print_exc()
        return [None if job.stopped else _one(work, job, batch) for job in jobs]


def _serve(work, batch, wait):
    waiting, known = queue.Queue(), {}

    def listen():
        for line in sys.stdin:
            told = json.loads(line)
            if "cancel" in told:
                job = known.get(told["cancel"])
                if job:
                    job.stopped = True
                    if job._in_batch:  # the others go on; this one is left at once
                        job._say({"exit": STOPPED})
            else:
                job = Job(told["input"], told["output"], told["parameters"], told["job"])
                job._in_batch = batch > 1
                known[told["job"]] = job
                waiting.put(job)
        waiting.put(None)

    threading.Thread(target=listen, daemon=True).start()
    more = True
    while more:
        jobs = [waiting.get()]
        while jobs[-1] is not None and len(jobs) < batch:
            try:
                jobs.append(waiting.get(timeout=wait) if wait > 0 else waiting.get_nowait())
            except queue.Empty:
                break
        more = jobs[-1] is not None
        jobs = [job for job in jobs if job is not None and not (job.stopped and job._in_batch)]
        if len(jobs) > 1:
            answers = _several(work, jobs, batch)
        else:
            answers = [Stopped() if job.stopped else _one(work, job, batch) for job in jobs]
        for job, answer in zip(jobs, answers):
            try:
                code = job._end(answer)
            except Exception:  # its folder is gone, or what it returned is no JSON
                traceback.print_exc()
                code = FAILED
            known.pop(job._number, None)
            job._say({"exit": code})
