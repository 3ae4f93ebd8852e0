#!/usr/bin/env python3
"""Counts the words of texts, as an example: think of a network on a GPU in the place of the list of words."""
import sluice_command

COMMON = {"the", "a", "an", "and", "of", "to", "in"}  # what takes long to load: once, before run


def work(jobs):
    answers = []
    for i, job in enumerate(jobs):
        job.progress(i / len(jobs), "%d of %d" % (i + 1, len(jobs)))
        words = job.upload.read_text(errors="replace").lower().split()
        if not words:
            answers.append(sluice_command.Refused("no-words", "There are no words in the file; upload one with some."))
            continue
        rare = [word for word in words if word not in COMMON]
        (job.output / "words.txt").write_text("\n".join(rare))
        answers.append({"headline": "%d words" % len(words), "words": len(words), "batch": len(jobs)})
    return answers


sluice_command.run(work, batch=8)
