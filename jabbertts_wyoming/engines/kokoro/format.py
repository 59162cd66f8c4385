"""The format of prepared models: raise it with every change that makes old ones useless."""

FORMAT = 3
