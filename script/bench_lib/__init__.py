"""The benchmark behind `script/bench`: JabberTTS beside wyoming-piper, on one run."""
