"""The published voices: what the files in the top-level folder `voices` say, checked."""
