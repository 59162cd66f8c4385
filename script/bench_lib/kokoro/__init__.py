"""`script/bench --kokoro`: a Kokoro voice beside kokoro-onnx, on the same files."""
