"""What runs the engines: ONNX Runtime sessions, worker threads, the prepared-voice cache."""
