// LegibleLayers
