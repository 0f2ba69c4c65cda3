// LegibleModels
