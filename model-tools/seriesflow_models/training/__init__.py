"""Training on phantoms alone; resumes from a checkpoint, so that it may be cut up into short runs."""
