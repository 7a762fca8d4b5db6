"""Measures a pair of model packages as it is served: phantoms or a site's series go through `seriesflow predict`."""
