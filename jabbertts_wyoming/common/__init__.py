"""The light part that the server and the bridge share: no numpy, no ONNX Runtime in here."""
