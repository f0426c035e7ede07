"""Files of shoe sensors, whoever made them, as recordings; and our own session CSV.

`gaitsense.recordings.read.read_recording` reads, `gaitsense.recordings.session_writer` writes.
A maker's format is one *dialect*, one file here, named in `gaitsense.recordings.dialects`.
"""
