package org.seriesflow.inference.engine;

import org.seriesflow.inference.manifest.ModelFile;

/** A network with what the manifest says of it. */
record OpenModel(ModelFile declared, NeuralNetwork network) {}
