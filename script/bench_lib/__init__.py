"""The benchmarks behind `script/bench`: JabberTTS beside others, each on one run."""
