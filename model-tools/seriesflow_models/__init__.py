"""Builds the untrained networks of the model packages and the golden files that the Java pipeline is held to."""

__version__ = "0.1.0"
