"""Model packages from checkpoints that others trained: nnU-Net v2 results folders, and the reference system's own.

Everything here reads the checkpoint's own words (plans, dataset, weights), carries what they say into a manifest, and
refuses by name what the engine cannot serve. Needs the optional dependencies `seriesflow-models[nnunet]`.
"""
